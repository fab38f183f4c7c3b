import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'
import { normalQuantile } from './normal.ts'

/**
 * Wilson's score interval for a share, given `successes` out of `trials`.
 *
 * Trials need not be whole: a weighted share enters with Kish's effective number of rows.
 * Source: E. B. Wilson, JASA 22 (1927).
 *
 * @throws RangeError unless 0 <= successes <= trials, trials is positive and finite, and the level
 *   lies in (0, 1)
 * @example wilson(8, 10) // { low: 0.4901..., high: 0.9433..., level: 0.95, method: 'wilson' }
 */
export function wilson(successes: number, trials: number, level = DEFAULT_LEVEL): Interval {
  requireLevel(level)
  if (!(trials > 0 && trials < Number.POSITIVE_INFINITY && successes >= 0 && successes <= trials)) {
    throw new RangeError(
      `${successes} successes in ${trials} trials; give 0 <= successes <= trials and trials > 0.`,
    )
  }
  const z = -normalQuantile((1 - level) / 2)
  const share = successes / trials
  const spread = (z * z) / trials
  const centre = (share + spread / 2) / (1 + spread)
  const variance = (share * (1 - share)) / trials + spread / (4 * trials)
  const half = (z * Math.sqrt(variance)) / (1 + spread)
  return {
    // With no success, or nothing else, the bound is exact and must not carry a rounding error.
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
    level,
    method: 'wilson',
  }
}
