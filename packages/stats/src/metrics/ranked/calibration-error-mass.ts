import type { Finding } from '../define-metric.ts'
import { fault } from '../faults.ts'
import { effectiveRows } from './auc.ts'
import { rankedMetric } from './ranked-metric.ts'
import type { RankedRows } from './ranked-rows.ts'

const BINS = 10

/**
 * Expected calibration error on ten bins of equal weight: rows are taken from the highest
 * probability down, rows with equal ones together, and a bin is closed once all bins up to it hold
 * their tenths. It is biased upwards in small samples, so it has no interval of its own.
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
    kind: 'none',
    because:
      'the distance of a sample from calibration is biased upwards, which an interval would hide',
  },
  needsBothClasses: false,
  ofRows,
})

function ofRows(rows: RankedRows): Finding {
  const { positives, negatives, range } = rows
  for (const end of range) {
    if (!(end >= 0 && end <= 1)) {
      return fault('invalid-prediction', 'prediction', end, 'a probability in 0..1')
    }
  }
  const total = positives.weight + negatives.weight
  let closed = 1
  let passed = 0
  let hits = 0
  let expected = 0
  let distance = 0
  rows.walk((group) => {
    const own = group.positives + group.negatives
    passed += own
    hits += group.positives
    expected += own * group.score
    if (passed < (closed * total) / BINS) return false
    distance += Math.abs(expected - hits)
    hits = 0
    expected = 0
    while (passed >= (closed * total) / BINS) closed++
    return false
  })
  distance += Math.abs(expected - hits)
  const all = { rows: 0, weight: total, squares: positives.squares + negatives.squares }
  return { value: distance / total, support: effectiveRows(all) }
}
