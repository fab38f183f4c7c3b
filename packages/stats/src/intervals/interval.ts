/** How an interval was computed; its level is the share of repetitions that it covers. */
export type IntervalMethod =
  | 'student-t'
  | 'wilson'
  | 'clopper-pearson'
  | 'delong-logit'
  | 'normal'
  | 'delta'
  | 'delta-logit'
  | 'delta-log'
  | 'delta-fisher'
  | 'conservative'
  | 'log-log'
  | 'bootstrap-percentile'
  | 'bootstrap-bca'

/** A confidence interval; `level` is in (0, 1), 0.95 for 95 %. */
export type Interval = {
  readonly low: number
  readonly high: number
  readonly level: number
  readonly method: IntervalMethod
}

/** The level that is used where none is asked for. */
export const DEFAULT_LEVEL = 0.95

/** @throws RangeError unless `level` lies strictly between 0 and 1 */
export function requireLevel(level: number): void {
  if (level > 0 && level < 1) return
  throw new RangeError(`The confidence level is ${level}; give a number above 0 and below 1.`)
}
