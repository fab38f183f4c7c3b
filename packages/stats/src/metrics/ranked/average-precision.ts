import { deltaInterval } from '../../intervals/delta.ts'
import type { Finding } from '../define-metric.ts'
import { effectiveRows } from './auc.ts'
import { rankedMetric } from './ranked-metric.ts'
import { CompensatedSum, type RankedRows } from './ranked-rows.ts'

/**
 * Average precision: precision at each distinct score, weighted by the recall gained there, without
 * interpolation (as scikit-learn's average_precision_score). Undefined with one class.
 *
 * Interval: the infinitesimal jackknife (the slope of the metric along the weight of each row) on
 * the logit scale.
 */
export const averagePrecision = rankedMetric({
  name: 'average-precision',
  title: 'Average precision',
  tasks: ['binary', 'anomaly'],
  direction: 'higher',
  needs: 'probability',
  definition:
    'Precision at each distinct score, weighted by the recall gained there, without interpolation.',
  formula: 'sum_g (w of class 1 in g / w of class 1) TP_g / (TP_g + FP_g)',
  range: '0 to 1; the base rate by chance',
  undefinedWhen: 'a class has no row with weight',
  interval: {
    kind: 'analytic',
    method: 'infinitesimal jackknife on the logit scale',
    unit: 'rows of the rarer class',
    from: 200,
  },
  needsBothClasses: true,
  ofRows,
})

/** Sums of powers of a number a, over the rows of a class: w^2, w^2 a, w^2 a^2. */
class Spread {
  readonly #one = new CompensatedSum()
  readonly #two = new CompensatedSum()
  #weight = 0

  add(squares: number, value: number): void {
    this.#weight += squares
    this.#one.add(squares * value)
    this.#two.add(squares * value * value)
  }

  /** sum w^2 (a + shift)^2 */
  about(shift: number): number {
    const sum = this.#two.value() + 2 * shift * this.#one.value() + shift * shift * this.#weight
    return Math.max(0, sum)
  }
}

function ofRows(rows: RankedRows, level: number): Finding {
  const hits = new CompensatedSum()
  const misses = new CompensatedSum()
  const area = new CompensatedSum()
  // What one more hit, or miss, of each group does to the precision of all groups from it down, is
  // the sum over all groups less that over the groups above it.
  const gain = new CompensatedSum()
  const loss = new CompensatedSum()
  const ofPositives = new Spread()
  const ofNegatives = new Spread()
  rows.walk((group) => {
    const gainAbove = gain.value()
    const lossAbove = loss.value()
    hits.add(group.positives)
    misses.add(group.negatives)
    const found = hits.value()
    const taken = found + misses.value()
    if (group.positives > 0) {
      const precision = found / taken
      area.add(group.positives * precision)
      ofPositives.add(group.positiveSquares, precision - gainAbove)
      gain.add((group.positives * (misses.value() / taken)) / taken)
      loss.add((group.positives * precision) / taken)
    }
    if (group.negatives > 0) ofNegatives.add(group.negativeSquares, -lossAbove)
    return false
  })
  const { positives, negatives } = rows
  const value = area.value() / positives.weight
  const squares = ofPositives.about(gain.value() - value) + ofNegatives.about(loss.value())
  const n = positives.rows + negatives.rows
  const error = Math.sqrt((squares * n) / (n - 1)) / positives.weight
  const support = Math.min(effectiveRows(positives), effectiveRows(negatives))
  return { value, support, interval: deltaInterval(value, error, 'logit', level) }
}
