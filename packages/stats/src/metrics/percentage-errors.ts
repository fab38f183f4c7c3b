import { fault, findValueFault } from './faults.ts'
import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'

/** Mean absolute percentage error, as a share: 0.1 is 10 %. Undefined when a label is 0. */
export const mape = meanMetric({
  name: 'mape',
  title: 'Mean absolute percentage error',
  tasks: ['regression', 'forecasting'],
  direction: 'lower',
  needs: 'value',
  definition: 'Mean of the absolute error over the size of the label, as a share: 0.1 is 10 %.',
  formula: 'sum w (|p - y| / |y|) / sum w',
  range: '0 and up',
  undefinedWhen: 'a label is 0, or no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i] as number // the rows are in range
      into[i] = Math.abs((predictions[from + i] as number) - label) / Math.abs(label)
    }
  },
  findFault({ labels, predictions }, row) {
    const label = labels[row] as number // the row is in range
    if (label === 0) return fault('invalid-label', 'label', label, 'a number other than 0')
    return findValueFault(label, predictions[row] as number)
  },
  toInterval: nonNegativeMeanInterval,
})

/**
 * Symmetric mean absolute percentage error from 0 to 2, as in the M4 competition without its factor
 * of 100; a row where label and prediction are 0 has no error.
 */
export const smape = meanMetric({
  name: 'smape',
  title: 'Symmetric mean absolute percentage error',
  tasks: ['regression', 'forecasting'],
  direction: 'lower',
  needs: 'value',
  definition:
    'Mean of the absolute error over half the sizes of label and prediction together, as a share; ' +
    'a row where both are 0 has no error.',
  formula: 'sum w (2 |p - y| / (|p| + |y|)) / sum w',
  range: '0 to 2',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i] as number // the rows are in range
      const prediction = predictions[from + i] as number
      const size = Math.abs(label) + Math.abs(prediction)
      into[i] = size === 0 ? 0 : (2 * Math.abs(prediction - label)) / size
    }
  },
  findFault: ({ labels, predictions }, row) =>
    findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
  toInterval: nonNegativeMeanInterval,
})
