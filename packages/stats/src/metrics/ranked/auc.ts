import type { Interval } from '../../intervals/interval.ts'
import { normalQuantile } from '../../intervals/normal.ts'
import { exp } from '../../math/exp.ts'
import { log } from '../../math/log.ts'
import type { Finding } from '../define-metric.ts'
import { rankedMetric } from './ranked-metric.ts'
import { type ClassTotal, CompensatedSum, type RankedRows } from './ranked-rows.ts'

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
  ofRows,
})

/** The area alone; both classes have weight. */
export function areaOf(rows: RankedRows): number {
  let above = 0
  const losses = new CompensatedSum()
  const total = new CompensatedSum()
  rows.walk(({ positives, negatives }) => {
    if (positives > 0) losses.add(positives * (2 * above + negatives))
    total.add(negatives)
    above = total.value()
    return false
  })
  return 1 - losses.value() / (2 * rows.positives.weight * rows.negatives.weight)
}

function ofRows(rows: RankedRows, level: number): Finding {
  const { positives, negatives } = rows
  const value = areaOf(rows)
  const ofPositives = new CompensatedSum()
  const ofNegatives = new CompensatedSum()
  const passedNegatives = new CompensatedSum()
  const passedPositives = new CompensatedSum()
  rows.walk((group) => {
    // Share of the other class on the wrong side, ties counting half, against its mean 1 - value.
    if (group.positives > 0) {
      const wrong = (passedNegatives.value() + group.negatives / 2) / negatives.weight - (1 - value)
      ofPositives.add(group.positiveSquares * wrong * wrong)
    }
    passedPositives.add(group.positives)
    passedNegatives.add(group.negatives)
    if (group.negatives > 0) {
      const below = passedPositives.value() - group.positives / 2
      const wrong = value - below / positives.weight
      ofNegatives.add(group.negativeSquares * wrong * wrong)
    }
    return false
  })
  const variance =
    varianceOfMean(ofPositives.value(), positives) + varianceOfMean(ofNegatives.value(), negatives)
  const support = Math.min(effectiveRows(positives), effectiveRows(negatives))
  return { value, support, interval: logitInterval(value, Math.sqrt(variance), level) }
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
  // The square of what should be 0 is the rounding of 2^-53, squared.
  if (!(standardError > 1e-15 && value > 0 && value < 1)) return undefined
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
