import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'
import { type MomentsState, summarizeMoments } from './moments.ts'
import { studentTQuantile } from './student-t.ts'

/**
 * Student's t interval for the mean; with weights, for the weighted mean with the standard error
 * of the ratio estimator. Undefined with fewer than two values.
 *
 * @throws RangeError unless the level lies in (0, 1)
 */
export function meanInterval(moments: MomentsState, level = DEFAULT_LEVEL): Interval | undefined {
  requireLevel(level)
  if (moments.n < 2) return undefined
  const { mean, standardError } = summarizeMoments(moments)
  const half = -studentTQuantile((1 - level) / 2, moments.n - 1) * standardError
  if (!Number.isFinite(mean) || !Number.isFinite(half)) return undefined
  return { low: mean - half, high: mean + half, level, method: 'student-t' }
}
