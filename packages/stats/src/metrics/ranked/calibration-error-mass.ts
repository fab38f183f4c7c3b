import { calibrationInterval } from '../calibration-interval.ts'
import type { Finding } from '../define-metric.ts'
import { fault } from '../faults.ts'
import { effectiveRows } from './auc.ts'
import { rankedMetric } from './ranked-metric.ts'
import type { RankedRows } from './ranked-rows.ts'

const BINS = 10

/**
 * Expected calibration error on ten bins of equal weight: rows are taken from the highest
 * probability down, rows with equal ones together, and a bin is closed once all bins up to it hold
 * their tenths. It is biased upwards in small samples, for which its interval allows.
 */
export const calibrationErrorMass = rankedMetric({
  name: 'calibration-error-mass',
  title: 'Calibration error (equal mass)',
  tasks: ['binary'],
  direction: 'lower',
  needs: 'probability',
  definition:
    'Expected calibration error on ten bins of equal weight, from the highest probability down; ' +
    'equal probabilities share a bin.',
  formula: 'sum_bins (w_b / w) |mean p - share of class 1|',
  range: '0 to 1',
  undefinedWhen: 'a prediction is no probability, or no row has weight',
  interval: {
    kind: 'conservative',
    method: 'bound on what the bins are off by',
    unit: 'rows',
    from: 300,
  },
  needsBothClasses: false,
  ofRows,
})

function ofRows(rows: RankedRows, level: number): Finding {
  const { positives, negatives, range } = rows
  for (const end of range) {
    if (!(end >= 0 && end <= 1)) {
      return fault('invalid-prediction', 'prediction', end, 'a probability in 0..1')
    }
  }
  const total = positives.weight + negatives.weight
  const bins = binsOf(rows, total)
  const value = bins.reduce((sum, { ones, expected }) => sum + Math.abs(expected - ones), 0) / total
  const all = { rows: 0, weight: total, squares: positives.squares + negatives.squares }
  return { value, support: effectiveRows(all), interval: calibrationInterval(value, bins, level) }
}

function binsOf(rows: RankedRows, total: number) {
  const empty = { weight: 0, squares: 0, ones: 0, expected: 0 }
  const bins: (typeof empty)[] = []
  let bin = { ...empty }
  let passed = 0
  rows.walk(({ count, scores, positives, negatives, positiveSquares, negativeSquares }) => {
    for (let i = 0; i < count; i++) {
      const one = positives[i] as number // the columns of a block hold at least `count`
      const own = one + (negatives[i] as number)
      passed += own
      bin.weight += own
      bin.squares += (positiveSquares[i] as number) + (negativeSquares[i] as number)
      bin.ones += one
      bin.expected += own * (scores[i] as number)
      // A group of equal scores may fill more than one bin.
      if (passed < ((bins.length + 1) * total) / BINS) continue
      bins.push(bin)
      while (passed >= ((bins.length + 1) * total) / BINS && bins.length < BINS) bins.push(empty)
      bin = { ...empty }
    }
    return false
  })
  return [...bins, bin]
}
