import type { Random } from '../random.ts'
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'

/**
 * What is drawn with replacement: whole clusters (rows of one unit or one day, which are not
 * independent), or runs of `length` consecutive positions that wrap around the end.
 */
export type Resampling =
  | { readonly kind: 'clusters'; readonly count: number }
  | { readonly kind: 'blocks'; readonly count: number; readonly length: number }

export type BootstrapOptions = {
  readonly random: Random
  readonly repetitions?: number
  readonly level?: number
}

/**
 * Percentile bootstrap: the statistic of `repetitions` resamples, between its outer quantiles.
 *
 * `statistic` gets, for each of the `count` clusters or positions, how often it was drawn. Its
 * result does not depend on anything but the generator's state. Undefined when a resample has no
 * finite statistic, since leaving it out would bend the interval.
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; the
 * circular block form of D. Politis and J. Romano (1992).
 *
 * @throws RangeError unless count, length and repetitions are whole and positive, and length <= count
 */
export function bootstrapInterval(
  resampling: Resampling,
  statistic: (times: Float64Array) => number,
  { random, repetitions = 1000, level = DEFAULT_LEVEL }: BootstrapOptions,
): Interval | undefined {
  requireLevel(level)
  const length = resampling.kind === 'blocks' ? resampling.length : 1
  requireCounts(resampling.count, length, repetitions)
  const times = new Float64Array(resampling.count)
  const found = new Float64Array(repetitions)
  for (let i = 0; i < repetitions; i++) {
    drawTimes(times, length, random)
    const value = statistic(times)
    if (!Number.isFinite(value)) return undefined
    found[i] = value
  }
  found.sort()
  const tail = (1 - level) / 2
  return {
    low: quantileOfSorted(found, tail),
    high: quantileOfSorted(found, 1 - tail),
    level,
    method: 'bootstrap-percentile',
  }
}

function requireCounts(count: number, length: number, repetitions: number): void {
  const positive = [count, length, repetitions].every((k) => Number.isSafeInteger(k) && k > 0)
  if (positive && length <= count) return
  throw new RangeError(
    `Bootstrap of ${count} with blocks of ${length}, ${repetitions} times; ` +
      'give whole positive numbers and blocks no longer than the data.',
  )
}

/** Draws blocks until `count` positions are drawn; the last block may be cut short. */
function drawTimes(times: Float64Array, length: number, random: Random): void {
  const count = times.length
  times.fill(0)
  for (let drawn = 0; drawn < count; drawn += length) {
    const start = random.nextBelow(count)
    const size = Math.min(length, count - drawn)
    for (let k = 0; k < size; k++) {
      const at = (start + k) % count
      times[at] = (times[at] as number) + 1 // at is below count
    }
  }
}

/** Linear between order statistics (type 7 of Hyndman and Fan, the default of numpy and R). */
function quantileOfSorted(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] as number // p lies in 0..1
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (position - below)
}
