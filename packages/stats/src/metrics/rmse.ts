import { findValueFault } from './faults.ts'
import { meanMetric, rootMeanInterval } from './mean-metric.ts'

/**
 * Root of the mean squared error, in the target's unit.
 *
 * Its interval is Student's t interval of the mean squared error, with the root taken of both ends.
 */
export const rmse = meanMetric({
  name: 'rmse',
  title: 'Root mean squared error',
  tasks: ['regression', 'forecasting'],
  direction: 'lower',
  needs: 'value',
  definition: "Root of the mean squared error, in the target's unit.",
  formula: 'sqrt(sum w (p - y)^2 / sum w)',
  range: '0 and up',
  undefinedWhen: 'no row has weight',
  interval: {
    kind: 'analytic',
    method: "Student's t of the mean square, root taken",
    unit: 'rows',
    from: 600,
  },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      // The rows are in range.
      const difference = (predictions[from + i] as number) - (labels[from + i] as number)
      into[i] = difference * difference
    }
  },
  findFault: ({ labels, predictions }, row) =>
    findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
  toValue: Math.sqrt,
  toInterval: rootMeanInterval,
})
