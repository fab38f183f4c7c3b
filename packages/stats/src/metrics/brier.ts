import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'
import { findProbabilityFault, isMulticlassRow } from './probability-rows.ts'
import type { Rows } from './types.ts'

/**
 * Mean squared difference of probability and outcome (Brier 1950): of class 1 where there are two,
 * summed over the classes where there are more; t interval.
 */
export const brier = meanMetric({
  name: 'brier',
  title: 'Brier score',
  tasks: ['binary', 'multiclass'],
  direction: 'lower',
  needs: 'probability',
  definition:
    'Mean squared difference of probability and outcome: of class 1 where there are two classes, ' +
    'summed over all classes where there are more.',
  formula: 'sum w (p - y)^2 / sum w',
  range: '0 to 1; 0 to 2 with more than two classes',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
  shape: 'per-class',
  fill(into, rows, from, count) {
    if (rows.classes > 2) fillMulticlass(into, rows, from, count)
    else fillBinary(into, rows, from, count)
  },
  findFault: findProbabilityFault,
  toInterval: nonNegativeMeanInterval,
})

function fillBinary(
  into: Float64Array,
  { labels, predictions }: Rows,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const label = labels[from + i] as number // the rows are in range
    const prediction = predictions[from + i] as number
    // Of all numbers only 0 and 1 are their own squares.
    const valid = label * label === label && prediction >= 0 && prediction <= 1
    const difference = prediction - label
    into[i] = valid ? difference * difference : Number.NaN
  }
}

function fillMulticlass(into: Float64Array, rows: Rows, from: number, count: number): void {
  const { labels, predictions, classes } = rows
  for (let i = 0; i < count; i++) {
    const row = from + i
    let sum = isMulticlassRow(rows, row) ? 0 : Number.NaN
    for (let k = 0; k < classes; k++) {
      const difference = (predictions[row * classes + k] as number) - Number(labels[row] === k)
      sum += difference * difference // the row is in range
    }
    into[i] = sum
  }
}
