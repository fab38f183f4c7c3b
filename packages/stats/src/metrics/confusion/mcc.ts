import type { Fault } from '../types.ts'
import { type CellFinding, cellMetric, marginsOf } from './cell-metric.ts'
import type { ConfusionTable } from './confusion-tally.ts'

const CONSTANT_LABEL: Fault = {
  reason: 'constant-label',
  detail: 'All rows with weight have one label, so there is nothing to correlate with.',
}
const CONSTANT_PREDICTION: Fault = {
  reason: 'constant-prediction',
  detail: 'All rows with weight have one prediction, so there is nothing to correlate with.',
}

/**
 * Matthews correlation of label and prediction, of two or more classes (J. Gorodkin, Computational
 * Biology and Chemistry 28 (2004)); the delta method on Fisher's scale, none at -1 and 1.
 */
export const mcc = cellMetric({
  name: 'mcc',
  title: 'Matthews correlation',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  needs: 'label',
  definition: 'Correlation of label and prediction (Matthews; Gorodkin for more than two classes).',
  formula: '(s c - sum p_k t_k) / sqrt((s^2 - sum p_k^2) (s^2 - sum t_k^2))',
  range: '-1 to 1',
  undefinedWhen: 'all labels, or all predictions, are of one class',
  interval: { kind: 'analytic', method: "delta method on Fisher's z", unit: 'rows', from: 500 },
  scale: 'fisher',
  ofTable,
})

function ofTable(table: ConfusionTable): CellFinding {
  const { classes, weights, total } = table
  const { labels, predictions } = marginsOf(table)
  const sumOf = (of: (k: number) => number) => {
    let sum = 0
    for (let k = 0; k < classes; k++) sum += of(k)
    return sum
  }
  // All indices are of classes.
  const t = labels.map((x) => x / total)
  const p = predictions.map((x) => x / total)
  const labelSpread = sumOf((k) => (t[k] as number) * rest(labels, k, total))
  const predictionSpread = sumOf((k) => (p[k] as number) * rest(predictions, k, total))
  if (labelSpread === 0) return CONSTANT_LABEL
  if (predictionSpread === 0) return CONSTANT_PREDICTION
  const hits = sumOf((k) => weights[k * classes + k] as number) / total
  const above = hits - sumOf((k) => (p[k] as number) * (t[k] as number))
  const below = Math.sqrt(labelSpread * predictionSpread)
  const value = Math.min(1, Math.max(-1, above / below))
  const gradient = Float64Array.from(weights, (_, cell) => {
    const label = Math.floor(cell / classes)
    const prediction = cell % classes
    const ofAbove = Number(label === prediction) - (t[prediction] as number) - (p[label] as number)
    const ofSpreads =
      (p[prediction] as number) / predictionSpread + (t[label] as number) / labelSpread
    return ofAbove / below + value * ofSpreads
  })
  return { value, gradient }
}

/** Share of all but one entry, which is exactly 0 where that entry is all there is. */
function rest(margin: Float64Array, k: number, total: number): number {
  let sum = 0
  margin.forEach((x, other) => {
    if (other !== k) sum += x
  })
  return sum / total
}
