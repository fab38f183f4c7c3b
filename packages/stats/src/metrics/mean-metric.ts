import type { Interval } from '../intervals/interval.ts'
import { meanInterval } from '../intervals/mean-interval.ts'
import {
  createMoments,
  type Moments,
  type MomentsState,
  type MomentsSummary,
  summarizeMoments,
} from '../intervals/moments.ts'
import { wilson } from '../intervals/wilson.ts'
import { defineMetric, type MetricDefinition } from './define-metric.ts'
import { NO_WEIGHT, OVERFLOW } from './faults.ts'
import type { TallyKind } from './gathering.ts'
import { type RowShape, readRows } from './rows.ts'
import type { Column, Fault, Metric, RowNumbers, Rows, Tally } from './types.ts'

/** A metric that is the mean of one number a row, or a function of that mean. */
export type MeanMetric = Omit<MetricDefinition<MeanTally>, 'tally' | 'evaluate' | 'keepsRows'> & {
  readonly shape: RowShape
  readonly reads?: readonly Column[]
  /** Whether the number of a row is 0 or 1, which may be counted instead of summed up. */
  readonly isShare?: boolean
  /** Writes the numbers of `count` rows from `from` on; NaN where a row is invalid. */
  readonly fill: (into: Float64Array, rows: Rows, from: number, count: number) => void
  /** What is wrong with a row whose number is not finite; nothing if it is only too large. */
  readonly findFault: (rows: Rows, row: number) => Fault | undefined
  /** The metric from the mean; the mean itself unless given. */
  readonly toValue?: (mean: number) => number
  readonly toInterval: (moments: MomentsState, level: number) => Interval | undefined
}

interface MeanTally extends Tally {
  readonly moments: Moments
}

const CHUNK = 1024

export function meanMetric(given: MeanMetric): Metric {
  const { shape, reads = [], isShare, fill, findFault, toValue, toInterval, ...description } = given
  const tally: TallyKind<MeanTally> = {
    key: description.name,
    shape,
    reads,
    create: () => createMeanTally(fill, findFault, isShare ?? false),
  }
  const metric = defineMetric({
    ...description,
    keepsRows: false,
    tally,
    evaluate(tally, level) {
      const state = tally.moments.state()
      const { mean, totalWeight, effectiveN } = summarizeMoments(state)
      if (totalWeight === 0) return NO_WEIGHT
      if (!Number.isFinite(mean)) return OVERFLOW
      const value = toValue === undefined ? mean : toValue(mean)
      return { value, support: effectiveN, interval: toInterval(state, level) }
    },
  })
  const byRow: RowNumbers = {
    write(batch, into) {
      const rows = readRows(batch, shape, reads)
      fill(into, rows, 0, rows.count)
    },
    toValue: toValue ?? ((mean) => mean),
  }
  return { ...metric, byRow }
}

function createMeanTally(
  fill: MeanMetric['fill'],
  findFault: MeanMetric['findFault'],
  isShare: boolean,
): MeanTally {
  const moments = createMoments()
  const chunk = new Float64Array(CHUNK)
  return {
    moments,
    add(rows) {
      for (let from = 0; from < rows.count; from += CHUNK) {
        const count = Math.min(CHUNK, rows.count - from)
        const numbers = rows.numbers?.subarray(from, from + count) ?? chunk
        if (rows.numbers === undefined) fill(chunk, rows, from, count)
        const bad = findNotFinite(numbers, count)
        if (bad !== undefined) return findFault(rows, from + bad) ?? OVERFLOW
        const weights = rows.weights?.subarray(from, from + count)
        if (isShare && weights === undefined) moments.addShare(sumOf(numbers, count), count)
        else moments.add(numbers, count, weights)
      }
      return undefined
    },
    mergeColumns([sums, counted]) {
      if (sums !== undefined) moments.merge({ n: counted?.[0] ?? 0, sums })
    },
    columns() {
      const { n, sums } = moments.state()
      return [sums, Float64Array.of(n)]
    },
  }
}

/** Exact for zeros and ones. */
function sumOf(values: Float64Array, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i] as number // in range
  return sum
}

function findNotFinite(values: Float64Array, count: number): number | undefined {
  for (let i = 0; i < count; i++) {
    const value = values[i] as number // in range
    // The difference is NaN for NaN and for the infinities.
    if (value - value !== 0) return i
  }
  return undefined
}

/**
 * Student's t interval for a mean that cannot be negative. None for equal numbers: that they did not
 * differ yet says nothing about how much they may.
 */
export function nonNegativeMeanInterval(
  moments: MomentsState,
  level: number,
): Interval | undefined {
  const found = meanInterval(moments, level)
  if (found === undefined || found.low === found.high) return undefined
  return { ...found, low: Math.max(0, found.low), high: Math.max(0, found.high) }
}

/** The t interval of a mean square, with the root taken of both ends. */
export function rootMeanInterval(moments: MomentsState, level: number): Interval | undefined {
  const found = nonNegativeMeanInterval(moments, level)
  return found && { ...found, low: Math.sqrt(found.low), high: Math.sqrt(found.high) }
}

/** Wilson's interval for a share; with weights, on Kish's effective number of rows. */
export function shareInterval(moments: MomentsState, level: number): Interval {
  return shareIntervalOf(summarizeMoments(moments), level)
}

/** Wilson's interval for a share of an effective number of rows. */
function shareIntervalOf(
  { mean, effectiveN }: Pick<MomentsSummary, 'mean' | 'effectiveN'>,
  level: number,
): Interval {
  const trials = Math.max(effectiveN, Number.MIN_VALUE)
  return wilson(Math.min(Math.max(mean, 0), 1) * trials, trials, level)
}
