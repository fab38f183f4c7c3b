import { incompleteBeta } from './incomplete-beta.ts'
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'

const MOST_STEPS = 200

/**
 * Clopper and Pearson's exact interval for a share: it covers at least as often as its level says,
 * often more. Source: Biometrika 26 (1934), by quantiles of the beta distribution.
 *
 * @throws RangeError unless both are whole, 0 <= successes <= trials, trials is positive, and the
 *   level lies in (0, 1)
 * @example clopperPearson(8, 10) // { low: 0.4439..., high: 0.9747..., ... }
 */
export function clopperPearson(successes: number, trials: number, level = DEFAULT_LEVEL): Interval {
  requireLevel(level)
  const whole = Number.isSafeInteger(successes) && Number.isSafeInteger(trials)
  if (!whole || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(
      `${successes} successes in ${trials} trials; give whole 0 <= successes <= trials, trials > 0.`,
    )
  }
  const tail = (1 - level) / 2
  const failures = trials - successes
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    // By symmetry, so that a high end near 1 is as exact as a low end near 0.
    high: failures === 0 ? 1 : 1 - betaQuantile(tail, failures, successes + 1),
    level,
    method: 'clopper-pearson',
  }
}

/** The x with I_x(a, b) = p by bisection: the function is continuous and rises. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = low > 0 && high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2
    if (middle === low || middle === high) break
    if (incompleteBeta(middle, a, b) < p) low = middle
    else high = middle
  }
  return high
}
