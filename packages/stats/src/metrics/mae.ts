import { findValueFault } from './faults.ts'
import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'

/** Mean absolute error, in the target's unit; Student's t interval. */
export const mae = meanMetric({
  name: 'mae',
  title: 'Mean absolute error',
  tasks: ['regression', 'forecasting'],
  direction: 'lower',
  needs: 'value',
  definition: "Mean absolute error, in the target's unit.",
  formula: 'sum w |p - y| / sum w',
  range: '0 and up',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 100 },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      // The rows are in range.
      into[i] = Math.abs((predictions[from + i] as number) - (labels[from + i] as number))
    }
  },
  findFault: ({ labels, predictions }, row) =>
    findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
  toInterval: nonNegativeMeanInterval,
})
