import { DEFAULT_LEVEL, requireLevel } from '../intervals/interval.ts'
import { findBinaryFault, NO_ROWS, NO_WEIGHT, undefinedEstimate } from './faults.ts'
import {
  addToReliability,
  createReliabilitySums,
  mergeReliability,
  type ReliabilityBin,
  toReliabilityBins,
} from './reliability.ts'
import { findWeightFault, type Rows, readRows, requireSameMetric } from './rows.ts'
import type { Accumulator, AccumulatorState, Estimate, Fault, Metric } from './types.ts'

/**
 * Expected calibration error on ten bins of equal width: the mean distance of predicted
 * probability and observed share, weighted by the bins' rows.
 *
 * It is biased upwards in small samples, so it has no interval.
 */
export const calibrationError: Metric = {
  name: 'calibration-error',
  title: 'Calibration error',
  tasks: ['binary'],
  direction: 'lower',
  needs: 'probability',
  create: createCalibrationError,
}

/**
 * The reliability curve that a calibration error was computed from, empty bins left out.
 *
 * @throws TypeError when the state is of another metric
 */
export function reliabilityOf(state: AccumulatorState): ReliabilityBin[] {
  requireSameMetric(calibrationError.name, state)
  return toReliabilityBins(state.columns[0] ?? createReliabilitySums())
}

function createCalibrationError(): Accumulator {
  const sums = createReliabilitySums()
  let n = 0
  let found: Fault | undefined
  return {
    add(batch) {
      const rows = readRows(batch, 'two-classes')
      n += rows.count
      found ??= findWeightFault(rows) ?? addRows(sums, rows)
    },
    merge(state) {
      requireSameMetric(calibrationError.name, state)
      n += state.n
      found ??= state.fault
      const [more] = state.columns
      if (more !== undefined) mergeReliability(sums, more)
    },
    state: () => ({ metric: calibrationError.name, n, fault: found, columns: [sums.slice()] }),
    result(level = DEFAULT_LEVEL) {
      requireLevel(level)
      if (found !== undefined) return undefinedEstimate(n, found)
      return n === 0 ? undefinedEstimate(n, NO_ROWS) : estimate(sums, n)
    },
  }
}

function addRows(sums: Float64Array, { labels, predictions, weights, count }: Rows) {
  for (let i = 0; i < count; i++) {
    const label = labels[i] as number // the row is in range
    const prediction = predictions[i] as number
    const found = findBinaryFault(label, prediction)
    if (found !== undefined) return found
    addToReliability(sums, prediction, label, weights?.[i] ?? 1)
  }
  return undefined
}

function estimate(sums: Float64Array, n: number): Estimate {
  const bins = toReliabilityBins(sums)
  const weight = bins.reduce((sum, bin) => sum + bin.weight, 0)
  if (weight === 0) return undefinedEstimate(n, NO_WEIGHT)
  const distance = bins.reduce(
    (sum, bin) => sum + bin.weight * Math.abs(bin.meanPrediction - bin.shareOfOnes),
    0,
  )
  return { kind: 'value', value: distance / weight, n }
}
