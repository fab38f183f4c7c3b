import type { Random } from '../random.ts'
import { bcaTails } from './bca.ts'
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts'
import { poissonOf } from './poisson-draw.ts'

/**
 * What is drawn with replacement: whole clusters (rows of one unit or one day, which are not
 * independent), or runs of `length` consecutive positions that wrap around the end. `poisson` draws
 * each cluster by itself, once in the mean, so that their number varies too.
 */
export type Resampling =
  | { readonly kind: 'clusters'; readonly count: number }
  | { readonly kind: 'poisson'; readonly count: number }
  | { readonly kind: 'blocks'; readonly count: number; readonly length: number }

export type BootstrapOptions = {
  readonly random: Random
  readonly repetitions?: number
  readonly level?: number
  /**
   * `percentile` unless given. `bca` corrects for bias and skewness (B. Efron, JASA 82 (1987)) at
   * the price of one more evaluation for each cluster or block.
   */
  readonly method?: 'percentile' | 'bca'
}

/**
 * Bootstrap: the statistic of `repetitions` resamples, between its outer quantiles.
 *
 * `statistic` gets, for each of the `count` clusters or positions, how often it was drawn. Its
 * result does not depend on anything but the generator's state. Undefined when a resample has no
 * finite statistic, since leaving it out would bend the interval.
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 14;
 * the circular block form of D. Politis and J. Romano (1992).
 *
 * @throws RangeError unless count, length and repetitions are whole and positive, and length <= count
 */
export function bootstrapInterval(
  resampling: Resampling,
  statistic: (times: Float64Array) => number,
  { random, repetitions = 1000, level = DEFAULT_LEVEL, method = 'percentile' }: BootstrapOptions,
): Interval | undefined {
  requireLevel(level)
  const found = bootstrapValues(resampling, statistic, random, repetitions)
  if (found === undefined) return undefined
  found.sort()
  const tail = (1 - level) / 2
  const tails: readonly [number, number] | undefined =
    method === 'bca' ? bcaTails(found, statistic, spansOf(resampling), level) : [tail, 1 - tail]
  if (tails === undefined) return undefined
  return {
    low: quantileOfSorted(found, tails[0]),
    high: quantileOfSorted(found, tails[1]),
    level,
    method: method === 'bca' ? 'bootstrap-bca' : 'bootstrap-percentile',
  }
}

/** The statistic of each resample; undefined when one has no finite statistic. */
function bootstrapValues(
  resampling: Resampling,
  statistic: (times: Float64Array) => number,
  random: Random,
  repetitions: number,
): Float64Array | undefined {
  const length = resampling.kind === 'blocks' ? resampling.length : 1
  requireCounts(resampling.count, length, repetitions)
  const times = new Float64Array(resampling.count)
  const found = new Float64Array(repetitions)
  for (let i = 0; i < repetitions; i++) {
    if (resampling.kind === 'poisson') drawPoisson(times, random)
    else drawTimes(times, length, random)
    const value = statistic(times)
    if (!Number.isFinite(value)) return undefined
    found[i] = value
  }
  return found
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

function drawPoisson(times: Float64Array, random: Random): void {
  for (let i = 0; i < times.length; i++) times[i] = poissonOf(random.nextUint32())
}

/** What the jackknife leaves out, one at a time: clusters, or blocks side by side. */
function spansOf(resampling: Resampling): { readonly count: number; readonly length: number } {
  const { count } = resampling
  return { count, length: resampling.kind === 'blocks' ? resampling.length : 1 }
}

/** Linear between order statistics (type 7 of Hyndman and Fan, the default of numpy and R). */
function quantileOfSorted(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] as number // p lies in 0..1
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (position - below)
}
