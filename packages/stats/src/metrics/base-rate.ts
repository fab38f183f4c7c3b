import { fault } from './faults.ts'
import { meanMetric, shareInterval } from './mean-metric.ts'

/** Share of rows of class 1, whatever was predicted; Wilson's interval. A description, not a goal. */
export const baseRate = meanMetric({
  name: 'base-rate',
  title: 'Base rate',
  tasks: ['binary'],
  direction: 'none',
  needs: 'probability',
  definition: 'Share of rows of class 1, whatever was predicted: a description, not a goal.',
  formula: 'sum w [label = 1] / sum w',
  range: '0 to 1',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 400 },
  shape: 'two-classes',
  isShare: true,
  fill(into, { labels }, from, count) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i] as number // the rows are in range
      // Of all numbers only 0 and 1 are their own squares.
      into[i] = label * label === label ? label : Number.NaN
    }
  },
  findFault: ({ labels }, row) => fault('invalid-label', 'label', labels[row] as number, '0 or 1'), // in range
  toInterval: shareInterval,
})
