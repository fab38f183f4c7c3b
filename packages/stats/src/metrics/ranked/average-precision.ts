import { deltaInterval } from '../../intervals/delta.ts'
import { effectiveRows } from './auc.ts'
import { CompensatedSum, SquaresAbout } from './compensated-sum.ts'
import { type RankWalk, rankedMetric } from './ranked-metric.ts'
import type { RankedTotals } from './ranked-rows.ts'

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
  startWalk,
})

function startWalk({ positives: ones, negatives: zeros }: RankedTotals): RankWalk {
  const area = new CompensatedSum()
  const hits = new CompensatedSum()
  const misses = new CompensatedSum()
  // What one more hit, or miss, of each group does to the precision of all groups from it down, is
  // the sum over all groups less that over the groups above it.
  const gain = new CompensatedSum()
  const loss = new CompensatedSum()
  const ofPositives = new SquaresAbout()
  const ofNegatives = new SquaresAbout()
  return {
    visit({ count, positives, negatives, positiveSquares, negativeSquares }) {
      for (let i = 0; i < count; i++) {
        const own = positives[i] as number // the columns of a block hold at least `count`
        const other = negatives[i] as number
        if (other > 0) {
          misses.add(other)
          ofNegatives.add(negativeSquares[i] as number, loss.value())
        }
        if (own === 0) continue
        hits.add(own)
        const taken = hits.value() + misses.value()
        const precision = hits.value() / taken
        area.add(own * precision)
        ofPositives.add(positiveSquares[i] as number, gain.value() - precision)
        gain.add((own * (misses.value() / taken)) / taken)
        loss.add((own * precision) / taken)
      }
      return false
    },
    finish(level) {
      const value = area.value() / ones.weight
      const squares = ofPositives.about(gain.value() - value) + ofNegatives.about(loss.value())
      const n = ones.rows + zeros.rows
      const error = Math.sqrt((squares * n) / (n - 1)) / ones.weight
      const support = Math.min(effectiveRows(ones), effectiveRows(zeros))
      return { value, support, interval: deltaInterval(value, error, 'logit', level) }
    },
  }
}
