import type { Interval } from '../intervals/interval.ts'
import { meanInterval } from '../intervals/mean-interval.ts'
import { type MomentsState, summarizeMoments } from '../intervals/moments.ts'
import { wilson } from '../intervals/wilson.ts'

/** Student's t interval for a mean that cannot be negative. */
export function nonNegativeMeanInterval(
  moments: MomentsState,
  level: number,
): Interval | undefined {
  const found = meanInterval(moments, level)
  return found && { ...found, low: Math.max(0, found.low), high: Math.max(0, found.high) }
}

/** Wilson's interval for a share; with weights, on Kish's effective number of rows. */
export function shareInterval(moments: MomentsState, level: number): Interval {
  const { mean, effectiveN } = summarizeMoments(moments)
  const trials = Math.max(effectiveN, Number.MIN_VALUE)
  return wilson(Math.min(Math.max(mean, 0), 1) * trials, trials, level)
}
