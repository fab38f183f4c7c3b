import type { Interval } from '../../intervals/interval.ts'
import { normalQuantile } from '../../intervals/normal.ts'
import { exp } from '../../math/exp.ts'
import { log } from '../../math/log.ts'
import { CompensatedSum, SquaresAbout } from './compensated-sum.ts'
import { type RankWalk, rankedMetric } from './ranked-metric.ts'
import type { ClassTotal, RankedRows, RankedTotals } from './ranked-rows.ts'

/**
 * Area under the ROC curve: the chance that a row of class 1 scores higher than one of class 0,
 * ties counting half; exact, on any score. Undefined with one class.
 *
 * Interval: the variance of E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), on
 * the logit scale, which keeps it inside 0..1; none where that variance is 0 (perfect separation)
 * or a class has a single row. Found in one walk over the sorted rows, as X. Sun and W. Xu, IEEE
 * Signal Processing Letters 21 (2014).
 */
export const auc = rankedMetric({
  name: 'auc',
  title: 'AUC',
  tasks: ['binary', 'anomaly'],
  direction: 'higher',
  needs: 'probability',
  definition:
    'Area under the ROC curve: the chance that a row of class 1 scores higher than one of class 0, ' +
    'ties counting half.',
  formula: 'sum w_i w_j ([s_i > s_j] + [s_i = s_j] / 2) / (sum w_i sum w_j), i of class 1, j of 0',
  range: '0 to 1; 0.5 by chance',
  undefinedWhen: 'a class has no row with weight',
  interval: {
    kind: 'analytic',
    method: 'DeLong on the logit scale',
    unit: 'rows of the rarer class',
    from: 50,
  },
  needsBothClasses: true,
  startWalk,
})

/** The area alone; both classes have weight. */
export function areaOf(rows: RankedRows): number {
  const above = new CompensatedSum()
  const losses = new CompensatedSum()
  rows.walk(({ count, positives, negatives }) => {
    const before = above.value()
    let passed = 0
    let lost = 0
    for (let i = 0; i < count; i++) {
      const other = negatives[i] as number // the columns of a block hold at least `count`
      lost += (positives[i] as number) * (2 * (before + passed) + other)
      passed += other
    }
    losses.add(lost)
    above.add(passed)
    return false
  })
  return 1 - losses.value() / (2 * rows.positives.weight * rows.negatives.weight)
}

/**
 * Of each row the share of the other class on its wrong side, ties counting half. These shares have
 * the mean 1 - AUC in either class.
 */
function startWalk(totals: RankedTotals): RankWalk {
  const ofPositives = new SquaresAbout()
  const ofNegatives = new SquaresAbout()
  const above = new CompensatedSum()
  const losses = new CompensatedSum()
  const passed = new CompensatedSum()
  const allPositives = totals.positives.weight
  const allNegatives = totals.negatives.weight
  const [perPositive, perNegative] = [0.5 / allPositives, 0.5 / allNegatives]
  return {
    visit({ count, positives, negatives, positiveSquares, negativeSquares }) {
      const [zerosBefore, onesBefore] = [above.value(), passed.value()]
      let [zeros, ones, lost] = [0, 0, 0]
      let [p0, p1, p2] = [0, 0, 0]
      let [n0, n1, n2] = [0, 0, 0]
      for (let i = 0; i < count; i++) {
        const own = positives[i] as number // the columns of a block hold at least `count`
        const other = negatives[i] as number
        const ownSquare = positiveSquares[i] as number
        const otherSquare = negativeSquares[i] as number
        const twiceAbove = 2 * (zerosBefore + zeros) + other
        const ofOwn = twiceAbove * perNegative
        lost += own * twiceAbove
        p0 += ownSquare
        p1 += ownSquare * ofOwn
        p2 += ownSquare * ofOwn * ofOwn
        zeros += other
        ones += own
        const ofOther = (2 * (allPositives - (onesBefore + ones)) + own) * perPositive
        n0 += otherSquare
        n1 += otherSquare * ofOther
        n2 += otherSquare * ofOther * ofOther
      }
      losses.add(lost)
      above.add(zeros)
      passed.add(ones)
      ofPositives.add(p0, p1, p2)
      ofNegatives.add(n0, n1, n2)
      return false
    },
    finish(level) {
      const lost = losses.value() / (2 * allPositives * allNegatives)
      const variance =
        varianceOfMean(ofPositives.about(lost), totals.positives) +
        varianceOfMean(ofNegatives.about(lost), totals.negatives)
      const value = 1 - lost
      const support = Math.min(effectiveRows(totals.positives), effectiveRows(totals.negatives))
      return { value, support, interval: logitInterval(value, Math.sqrt(variance), level) }
    },
  }
}

/** The variance that linearization gives the mean of a class; 0/0 for a single row. */
function varianceOfMean(squares: number, { rows, weight }: ClassTotal): number {
  return ((squares / weight / weight) * rows) / (rows - 1)
}

/** Kish's effective number of rows. */
export function effectiveRows({ weight, squares }: ClassTotal): number {
  return (weight * weight) / squares
}

function logitInterval(value: number, standardError: number, level: number): Interval | undefined {
  if (!(standardError > 0 && value > 0 && value < 1)) return undefined
  const z = -normalQuantile((1 - level) / 2)
  const centre = log(value / (1 - value))
  const half = (z * standardError) / (value * (1 - value))
  return {
    low: 1 / (1 + exp(half - centre)),
    high: 1 / (1 + exp(-half - centre)),
    level,
    method: 'delong-logit',
  }
}
