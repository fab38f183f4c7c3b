import { findClassFault } from './faults.ts'
import { meanMetric, shareInterval } from './mean-metric.ts'

const MOST_CLASSES = 4294967296

/** Share of rows whose predicted class index is the label; Wilson's interval. */
export const accuracy = meanMetric({
  name: 'accuracy',
  title: 'Accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  needs: 'label',
  definition: 'Share of rows whose predicted class is the label.',
  formula: 'sum w [label = prediction] / sum w',
  range: '0 to 1',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 400 },
  shape: 'single',
  isShare: true,
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i] as number // the rows are in range
      const prediction = predictions[from + i] as number
      // Of all numbers only class indices are what is left of them in 32 bits.
      const valid = label >>> 0 === label && prediction >>> 0 === prediction
      into[i] = valid ? Number(label === prediction) : Number.NaN
    }
  },
  findFault: ({ labels, predictions }, row) =>
    findClassFault(labels[row] as number, predictions[row] as number, MOST_CLASSES), // in range
  toInterval: shareInterval,
})
