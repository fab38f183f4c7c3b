import { log } from '../math/log.ts'
import { fault, findValueFault } from './faults.ts'
import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'

/** Mean deviance of counts whose expectation is predicted (as scikit-learn); Student's t interval. */
export const poissonDeviance = meanMetric({
  name: 'poisson-deviance',
  title: 'Poisson deviance',
  tasks: ['regression'],
  direction: 'lower',
  needs: 'value',
  definition: 'Mean deviance of counts of at least 0 whose expectation, above 0, is predicted.',
  formula: 'sum w 2 (y log(y / p) + p - y) / sum w, with 0 log 0 = 0',
  range: '0 and up',
  undefinedWhen: 'a label is negative, a prediction is not above 0, or no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const y = labels[from + i] as number // the rows are in range
      const p = predictions[from + i] as number
      const valid = y >= 0 && p > 0
      into[i] = valid ? Math.max(0, 2 * ((y === 0 ? 0 : y * log(y / p)) + p - y)) : Number.NaN
    }
  },
  findFault({ labels, predictions }, row) {
    const label = labels[row] as number // the row is in range
    const prediction = predictions[row] as number
    if (label < 0) return fault('invalid-label', 'label', label, 'a number of at least 0')
    if (prediction <= 0) return fault('invalid-prediction', 'prediction', prediction, 'above 0')
    return findValueFault(label, prediction)
  },
  toInterval: nonNegativeMeanInterval,
})

/** Mean deviance of positive amounts whose expectation is predicted (as scikit-learn); t interval. */
export const gammaDeviance = meanMetric({
  name: 'gamma-deviance',
  title: 'Gamma deviance',
  tasks: ['regression'],
  direction: 'lower',
  needs: 'value',
  definition: 'Mean deviance of amounts above 0 whose expectation, above 0, is predicted.',
  formula: 'sum w 2 (log(p / y) + y / p - 1) / sum w',
  range: '0 and up',
  undefinedWhen: 'a label or a prediction is not above 0, or no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 600 },
  shape: 'single',
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const y = labels[from + i] as number // the rows are in range
      const p = predictions[from + i] as number
      into[i] = y > 0 && p > 0 ? Math.max(0, 2 * (log(p / y) + y / p - 1)) : Number.NaN
    }
  },
  findFault({ labels, predictions }, row) {
    const label = labels[row] as number // the row is in range
    const prediction = predictions[row] as number
    if (label <= 0) return fault('invalid-label', 'label', label, 'a number above 0')
    if (prediction <= 0) return fault('invalid-prediction', 'prediction', prediction, 'above 0')
    return findValueFault(label, prediction)
  },
  toInterval: nonNegativeMeanInterval,
})
