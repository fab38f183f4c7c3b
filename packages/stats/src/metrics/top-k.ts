import { fault } from './faults.ts'
import { meanMetric, shareInterval } from './mean-metric.ts'
import type { Metric, Rows } from './types.ts'

/**
 * Share of rows whose label is among the k most probable classes; equal probabilities go to the
 * lower class index first, as the predicted class does. Wilson's interval.
 */
export function topK(k: number, name = `top-k:${k}`): Metric {
  return meanMetric({
    name,
    title: `Top-${k} accuracy`,
    tasks: ['multiclass'],
    direction: 'higher',
    needs: 'probability',
    definition:
      `Share of rows whose label is among the ${k} most probable classes; of equal ` +
      'probabilities the lower class index comes first.',
    formula: 'sum w [rank of p[label] <= k] / sum w',
    range: '0 to 1',
    undefinedWhen: 'no row has weight',
    interval: { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 400 },
    shape: 'per-class',
    isShare: true,
    fill(into, rows, from, count) {
      for (let i = 0; i < count; i++) {
        const before = countBefore(rows, from + i)
        into[i] = Number.isNaN(before) ? before : Number(before < k)
      }
    },
    findFault({ labels, predictions, classes }, row) {
      const label = labels[row] as number // the row is in range
      if (!(label >= 0 && label < Math.max(classes, 2) && Math.floor(label) === label)) {
        return fault('invalid-label', 'label', label, `a class index in 0..${classes - 1}`)
      }
      const width = classes > 2 ? classes : 1
      const bad = predictions.subarray(row * width, (row + 1) * width).find(Number.isNaN)
      return fault('invalid-prediction', 'prediction', bad ?? Number.NaN, 'a number')
    },
    toInterval: shareInterval,
  })
}

/** Classes that come before the label; NaN if the row is invalid. */
function countBefore({ labels, predictions, classes }: Rows, row: number): number {
  const label = labels[row] as number // the row is in range
  if (!(label >= 0 && label < classes && Math.floor(label) === label)) return Number.NaN
  if (classes <= 2) {
    const one = predictions[row] as number
    if (Number.isNaN(one)) return one
    const zeroFirst = one <= 0.5
    return Number(zeroFirst === (label === 1))
  }
  const own = predictions[row * classes + label] as number
  let before = Number.isNaN(own) ? own : 0
  for (let k = 0; k < classes; k++) {
    const other = predictions[row * classes + k] as number
    if (Number.isNaN(other)) before = other
    else if (other > own || (other === own && k < label)) before++
  }
  return before
}
