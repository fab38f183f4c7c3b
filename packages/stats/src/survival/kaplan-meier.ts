import { DEFAULT_LEVEL, type Interval, requireLevel } from '../intervals/interval.ts'
import { normalQuantile } from '../intervals/normal.ts'
import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'

/** How many were seen until a time and no longer. */
export type SurvivalCount = {
  /** In any unit; not negative. */
  readonly time: number
  /** To whom the event happened at this time. */
  readonly events: number
  /** To whom it had not happened when they were last seen, at this time. */
  readonly censored: number
}

/** What is known at a time at which somebody was seen for the last time. */
export type SurvivalPoint = {
  readonly time: number
  /** Who had been seen at least until this time, events and censored of it included. */
  readonly atRisk: number
  readonly events: number
  /** Share to whom the event happens later than this time, or never. */
  readonly survival: number
  /** Greenwood's variance of the survival; NaN where nobody is left. */
  readonly variance: number
  /** Absent while no event has happened and where nobody is left: nothing is known there. */
  readonly interval: Interval | undefined
}

/**
 * The Kaplan-Meier product-limit estimate of the share to whom an event has not happened yet, from
 * observations some of which ended before it could. At equal times events come before censoring.
 *
 * Its interval is the one on the scale of log(-log S), which stays within 0..1.
 * Source: E. L. Kaplan and P. Meier, JASA 53 (1958); M. Greenwood (1926) for the variance; J. D.
 * Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data (1980), section 1.4.
 *
 * @param counts by time, which grows from each to the next; counts may be weights and not whole
 * @returns a point for each of `counts` with anybody in it; none without observations
 * @throws RangeError for times that do not grow, counts that are negative or not finite, or a level
 *   outside (0, 1)
 * @example kaplanMeier([{ time: 1, events: 1, censored: 1 }, { time: 2, events: 1, censored: 1 }])
 * // survival 0.75 at 1, 0.375 at 2
 */
export function kaplanMeier(
  counts: readonly SurvivalCount[],
  level = DEFAULT_LEVEL,
): readonly SurvivalPoint[] {
  requireLevel(level)
  requireCounts(counts)
  const z = -normalQuantile((1 - level) / 2)
  // Summed from the end, so that it is exactly 0 after the last.
  const atRisk = atRiskOf(counts)
  const points: SurvivalPoint[] = []
  let survival = 1
  let greenwood = 0
  for (const [i, { time, events, censored }] of counts.entries()) {
    const risk = atRisk[i] as number // one for each of counts
    if (events + censored === 0) continue
    const left = Math.max(0, risk - events)
    survival = left === 0 && events > 0 ? 0 : survival * (left / risk)
    if (events > 0) greenwood += events / (risk * left)
    const variance = survival === 0 ? Number.NaN : survival * survival * greenwood
    const interval = intervalOf(survival, greenwood, z, level)
    points.push({ time, atRisk: risk, events, survival, variance, interval })
  }
  return points
}

function requireCounts(counts: readonly SurvivalCount[]): void {
  let before = -1
  for (const { time, events, censored } of counts) {
    if (!(time > before && time >= 0 && time < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`Time ${time} comes after ${before}; give times that grow from 0 on.`)
    }
    const sum = events + censored
    if (!(events >= 0 && censored >= 0 && sum < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `${events} events and ${censored} censored at time ${time}; give counts from 0 on.`,
      )
    }
    before = time
  }
}

function atRiskOf(counts: readonly SurvivalCount[]): Float64Array {
  const atRisk = new Float64Array(counts.length)
  let sum = 0
  for (let i = counts.length - 1; i >= 0; i--) {
    const { events, censored } = counts[i] as SurvivalCount // i counts down through its indices
    sum += events + censored
    atRisk[i] = sum
  }
  return atRisk
}

/** Around log(-log S), whose standard error is sqrt(greenwood) / |log S|, and back again. */
function intervalOf(
  survival: number,
  greenwood: number,
  z: number,
  level: number,
): Interval | undefined {
  if (survival === 0 || survival === 1) return undefined
  const logSurvival = log(survival)
  const half = (z * Math.sqrt(greenwood)) / -logSurvival
  return {
    low: exp(logSurvival * exp(half)),
    high: exp(logSurvival * exp(-half)),
    level,
    method: 'log-log',
  }
}
