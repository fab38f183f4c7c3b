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
      const [hitsBefore, missesBefore] = [hits.value(), misses.value()]
      const [gainBefore, lossBefore] = [gain.value(), loss.value()]
      let [found, missed, gained, lost, summed] = [0, 0, 0, 0, 0]
      let [p0, p1, p2] = [0, 0, 0]
      let [n0, n1, n2] = [0, 0, 0]
      for (let i = 0; i < count; i++) {
        const own = positives[i] as number // the columns of a block hold at least `count`
        const other = negatives[i] as number
        const ownSquare = positiveSquares[i] as number
        const otherSquare = negativeSquares[i] as number
        found += own
        missed += other
        const taken = hitsBefore + found + (missesBefore + missed)
        const perTaken = taken > 0 ? 1 / taken : 0
        const precision = (hitsBefore + found) * perTaken
        const ofOther = lossBefore + lost
        n0 += otherSquare
        n1 += otherSquare * ofOther
        n2 += otherSquare * ofOther * ofOther
        const ofOwn = gainBefore + gained - precision
        p0 += ownSquare
        p1 += ownSquare * ofOwn
        p2 += ownSquare * ofOwn * ofOwn
        summed += own * precision
        gained += own * ((missesBefore + missed) * perTaken) * perTaken
        lost += own * precision * perTaken
      }
      hits.add(found)
      misses.add(missed)
      area.add(summed)
      gain.add(gained)
      loss.add(lost)
      ofPositives.add(p0, p1, p2)
      ofNegatives.add(n0, n1, n2)
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
