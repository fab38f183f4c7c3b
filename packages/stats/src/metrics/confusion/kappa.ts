import type { Fault, Metric } from '../types.ts'
import { type CellFinding, cellMetric, marginsOf } from './cell-metric.ts'
import type { ConfusionTable } from './confusion-tally.ts'

/** How far apart two classes count: all the same, by their distance, or by its square. */
export type KappaWeighting = 'plain' | 'linear' | 'quadratic'

const ONE_CLASS: Fault = {
  reason: 'one-class',
  detail:
    'All rows with weight have one and the same label and prediction: agreement by chance is 1.',
}
const distances: Readonly<Record<KappaWeighting, (a: number, b: number) => number>> = {
  plain: (a, b) => Number(a !== b),
  linear: (a, b) => Math.abs(a - b),
  quadratic: (a, b) => (a - b) * (a - b),
}

/** Cohen's kappa, plain or weighted; the delta method on Fisher's scale, none at -1 and 1. */
export function kappa(weighting: KappaWeighting, name = `kappa:${weighting}`): Metric {
  return cellMetric({
    name,
    title: weighting === 'plain' ? "Cohen's kappa" : `Cohen's kappa (${weighting})`,
    tasks: ['binary', 'multiclass'],
    direction: 'higher',
    needs: 'label',
    definition:
      'Agreement of label and prediction beyond that of chance (Cohen)' +
      (weighting === 'plain' ? '.' : `; a disagreement counts by its ${weighting} distance.`),
    formula: '1 - sum d_ij p_ij / sum d_ij t_i p_j',
    range: '-1 to 1',
    undefinedWhen: 'all labels and predictions are of one and the same class',
    interval: { kind: 'analytic', method: "delta method on Fisher's z", unit: 'rows', from: 500 },
    scale: 'fisher',
    ofTable: (table) => ofTable(table, distances[weighting]),
  })
}

function ofTable(table: ConfusionTable, distance: (a: number, b: number) => number): CellFinding {
  const { classes, weights, total } = table
  const margins = marginsOf(table)
  const t = margins.labels.map((x) => x / total)
  const p = margins.predictions.map((x) => x / total)
  let observed = 0
  // Expected distance of each label from the predictions, and the other way round.
  const fromLabel = new Float64Array(classes)
  const fromPrediction = new Float64Array(classes)
  weights.forEach((weight, cell) => {
    const label = Math.floor(cell / classes)
    const prediction = cell % classes
    const d = distance(label, prediction)
    observed += (d * weight) / total
    // Both are classes.
    fromLabel[label] = (fromLabel[label] as number) + d * (p[prediction] as number)
    fromPrediction[prediction] = (fromPrediction[prediction] as number) + d * (t[label] as number)
  })
  const expected = fromLabel.reduce((sum, d, k) => sum + d * (t[k] as number), 0)
  if (expected === 0) return ONE_CLASS
  const gradient = Float64Array.from(weights, (_, cell) => {
    const label = Math.floor(cell / classes)
    const prediction = cell % classes
    const ofExpected = (fromLabel[label] as number) + (fromPrediction[prediction] as number)
    return ((observed / expected) * ofExpected - distance(label, prediction)) / expected
  })
  return { value: 1 - observed / expected, gradient }
}
