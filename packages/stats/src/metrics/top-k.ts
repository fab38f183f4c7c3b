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
      countBefore(into, rows, from, count)
      for (let i = 0; i < count; i++) {
        const before = into[i] as number // in range
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

/** Writes how many classes come before the label of each row; NaN where the row is invalid. */
function countBefore(into: Float64Array, rows: Rows, from: number, count: number): void {
  const { labels, predictions, classes } = rows
  for (let i = 0; i < count; i++) {
    const label = labels[from + i] as number // the rows are in range
    const start = (from + i) * classes
    if (!(label >= 0 && label < classes && Math.floor(label) === label)) into[i] = Number.NaN
    else if (classes > 2) into[i] = countAmong(predictions, start, start + label, start + classes)
    else into[i] = countOfTwo(predictions[from + i] as number, label)
  }
}

/** Of two classes the second one's probability is given. */
function countOfTwo(one: number, label: number): number {
  if (Number.isNaN(one)) return one
  const zeroFirst = one <= 0.5
  return Number(zeroFirst === (label === 1))
}

function countAmong(probabilities: Float64Array, from: number, at: number, end: number): number {
  const own = probabilities[at] as number // in range, as the others are
  let before = 0
  let valid = true
  for (let k = from; k < end; k++) {
    const other = probabilities[k] as number
    valid &&= !Number.isNaN(other)
    before += k < at ? Number(other >= own) : Number(other > own)
  }
  return valid ? before : Number.NaN
}
