import { fault } from './faults.ts'
import { meanMetric, shareInterval } from './mean-metric.ts'

/** Share of labels between the ends of a predicted interval, ends included; Wilson's interval. */
export const intervalCoverage = meanMetric({
  name: 'interval-coverage',
  title: 'Interval coverage',
  tasks: ['regression', 'forecasting'],
  direction: 'none',
  needs: 'interval',
  definition:
    'Share of labels within a predicted interval, its ends included; it should be the level that ' +
    'the interval was predicted for, no less and no more.',
  formula: 'sum w [low <= y <= high] / sum w',
  range: '0 to 1',
  undefinedWhen: 'a low end exceeds its high end, or no row has weight',
  interval: { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 400 },
  shape: 'interval',
  isShare: true,
  fill(into, { labels, predictions }, from, count) {
    for (let i = 0; i < count; i++) {
      const label = labels[from + i] as number // the rows are in range
      const low = predictions[2 * (from + i)] as number
      const high = predictions[2 * (from + i) + 1] as number
      const valid = low <= high && label - label === 0
      into[i] = valid ? Number(low <= label && label <= high) : Number.NaN
    }
  },
  findFault({ labels, predictions }, row) {
    const label = labels[row] as number // the row is in range
    if (!Number.isFinite(label)) return fault('invalid-label', 'label', label, 'a finite number')
    const low = predictions[2 * row] as number
    return fault(
      'invalid-prediction',
      'low end',
      low,
      `at most the high end ${predictions[2 * row + 1]}`,
    )
  },
  toInterval: shareInterval,
})
