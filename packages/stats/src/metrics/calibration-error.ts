import { type CalibrationBin, calibrationInterval } from './calibration-interval.ts'
import { defineMetric } from './define-metric.ts'
import { findBinaryFault, NO_WEIGHT, OVERFLOW } from './faults.ts'
import type { TallyKind } from './gathering.ts'
import {
  addToReliability,
  createReliabilityScratch,
  createReliabilitySums,
  mergeReliability,
  normalReliability,
  type ReliabilityBin,
  toCalibrationBins,
  toReliabilityBins,
} from './reliability.ts'
import type { AccumulatorState, Fault, Rows, Tally } from './types.ts'

interface ReliabilityTally extends Tally {
  bins(): readonly ReliabilityBin[]
  sums(): readonly CalibrationBin[]
}

const CHUNK = 512

const reliabilityTally: TallyKind<ReliabilityTally> = {
  key: 'reliability',
  shape: 'two-classes',
  reads: [],
  create: createReliabilityTally,
}

/**
 * Expected calibration error on ten bins of equal width: the mean distance of predicted
 * probability and observed share, weighted by the bins' rows.
 *
 * It is biased upwards in small samples, for which its interval allows.
 */
export const calibrationError = defineMetric({
  name: 'calibration-error',
  title: 'Calibration error',
  tasks: ['binary'],
  direction: 'lower',
  needs: 'probability',
  definition: 'Expected calibration error on ten bins of equal width.',
  formula: 'sum_bins (w_b / w) |mean p - share of class 1|',
  range: '0 to 1',
  undefinedWhen: 'no row has weight',
  interval: {
    kind: 'conservative',
    method: 'bound on what the bins are off by',
    unit: 'rows',
    from: 300,
  },
  keepsRows: false,
  tally: reliabilityTally,
  evaluate(tally, level) {
    const bins = tally.bins()
    const weight = bins.reduce((sum, bin) => sum + bin.weight, 0)
    if (weight === 0) return NO_WEIGHT
    const distance = bins.reduce(
      (sum, bin) => sum + bin.weight * Math.abs(bin.meanPrediction - bin.shareOfOnes),
      0,
    )
    const value = distance / weight
    if (!Number.isFinite(value)) return OVERFLOW
    const sums = tally.sums()
    const squares = sums.reduce((sum, bin) => sum + bin.squares, 0)
    const interval = calibrationInterval(value, sums, level)
    return { value, support: (weight * weight) / squares, interval }
  },
})

/**
 * The reliability curve that a calibration error was computed from, empty bins left out.
 *
 * @throws TypeError when the state is of another metric
 */
export function reliabilityOf(state: AccumulatorState): ReliabilityBin[] {
  if (state.tally !== reliabilityTally.key) {
    throw new TypeError(`A state of ${state.tally} has no reliability curve.`)
  }
  return toReliabilityBins(createReliabilitySums(state.columns[0]))
}

function createReliabilityTally(): ReliabilityTally {
  const sums = createReliabilitySums()
  const scratch = createReliabilityScratch(CHUNK)
  return {
    add(rows) {
      for (let from = 0; from < rows.count; from += CHUNK) {
        const count = Math.min(CHUNK, rows.count - from)
        const found = findFaultIn(rows, from, from + count)
        if (found !== undefined) return found
        addToReliability(sums, scratch, rows, from, count)
      }
      return undefined
    },
    mergeColumns([more]) {
      if (more !== undefined) mergeReliability(sums, more)
    },
    columns: () => [normalReliability(sums)],
    bins: () => toReliabilityBins(sums),
    sums: () => toCalibrationBins(sums),
  }
}

function findFaultIn({ labels, predictions }: Rows, from: number, end: number): Fault | undefined {
  for (let row = from; row < end; row++) {
    const label = labels[row] as number // the row is in range
    const prediction = predictions[row] as number
    // Of all numbers only 0 and 1 are their own squares.
    const valid = label * label === label && prediction >= 0 && prediction <= 1
    if (!valid) return findBinaryFault(label, prediction)
  }
  return undefined
}
