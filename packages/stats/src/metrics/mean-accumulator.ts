import { DEFAULT_LEVEL, type Interval, requireLevel } from '../intervals/interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../intervals/moments.ts'
import { NO_ROWS, NO_WEIGHT, OVERFLOW, undefinedEstimate } from './faults.ts'
import { findWeightFault, type RowShape, type Rows, readRows, requireSameMetric } from './rows.ts'
import type { Accumulator, Estimate, Fault } from './types.ts'

/** A metric that is the mean of one number a row, or a function of that mean. */
export type RowMean = {
  readonly metric: string
  readonly shape: RowShape
  /** The number of a row, NaN if the row is invalid. */
  readonly ofRow: (rows: Rows, row: number) => number
  /** What is wrong with a row whose number is not finite. */
  readonly findFault: (rows: Rows, row: number) => Fault | undefined
  /** The metric from the mean; the mean itself unless given. */
  readonly toValue?: (mean: number) => number
  readonly toInterval: (moments: MomentsState, level: number) => Interval | undefined
}

const CHUNK = 4096

/** An accumulator for a `RowMean`. */
export function createMeanAccumulator(mean: RowMean): Accumulator {
  const moments = createMoments()
  const chunk = new Float64Array(CHUNK)
  let n = 0
  let found: Fault | undefined
  return {
    add(batch) {
      const rows = readRows(batch, mean.shape)
      n += rows.count
      found ??= findWeightFault(rows)
      for (let at = 0; at < rows.count && found === undefined; at += CHUNK) {
        const count = Math.min(CHUNK, rows.count - at)
        found = fillChunk(chunk, mean, rows, at, count)
        if (found === undefined) moments.add(chunk, count, rows.weights?.subarray(at, at + count))
      }
    },
    merge(state) {
      requireSameMetric(mean.metric, state)
      n += state.n
      found ??= state.fault
      const [sums, counted] = state.columns
      if (sums !== undefined) moments.merge({ n: counted?.[0] ?? 0, sums })
    },
    state() {
      const { n: counted, sums } = moments.state()
      return { metric: mean.metric, n, fault: found, columns: [sums, Float64Array.of(counted)] }
    },
    result: (level = DEFAULT_LEVEL) => estimate(mean, moments.state(), n, found, level),
  }
}

function fillChunk(
  chunk: Float64Array,
  { ofRow, findFault }: RowMean,
  rows: Rows,
  from: number,
  count: number,
): Fault | undefined {
  for (let i = 0; i < count; i++) {
    const value = ofRow(rows, from + i)
    // The difference is NaN for NaN and for the infinities.
    if (value - value !== 0) return findFault(rows, from + i) ?? OVERFLOW
    chunk[i] = value
  }
  return undefined
}

function estimate(
  { toValue, toInterval }: RowMean,
  moments: MomentsState,
  n: number,
  found: Fault | undefined,
  level: number,
): Estimate {
  requireLevel(level)
  if (found !== undefined) return undefinedEstimate(n, found)
  if (n === 0) return undefinedEstimate(n, NO_ROWS)
  const { mean, totalWeight } = summarizeMoments(moments)
  if (totalWeight === 0) return undefinedEstimate(n, NO_WEIGHT)
  if (!Number.isFinite(mean)) return undefinedEstimate(n, OVERFLOW)
  const value = toValue === undefined ? mean : toValue(mean)
  const interval = toInterval(moments, level)
  return interval === undefined
    ? { kind: 'value', value, n }
    : { kind: 'value', value, interval, n }
}
