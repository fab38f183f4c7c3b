import { findValueFault } from './faults.ts'
import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'
import type { Metric } from './types.ts'

/** Mean quantile loss of predictions of one quantile; Student's t interval. */
export function pinball(quantile: number, name = `pinball:${quantile}`): Metric {
  return meanMetric({
    name,
    title: `Pinball loss at ${quantile}`,
    tasks: ['regression', 'forecasting'],
    direction: 'lower',
    needs: 'value',
    definition: `Mean loss of predictions of the ${quantile} quantile; half the absolute error at 0.5.`,
    formula: 'sum w max(q (y - p), (q - 1) (y - p)) / sum w',
    range: '0 and up',
    undefinedWhen: 'no row has weight',
    interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
    shape: 'single',
    fill(into, { labels, predictions }, from, count) {
      for (let i = 0; i < count; i++) {
        // The rows are in range.
        const over = (labels[from + i] as number) - (predictions[from + i] as number)
        into[i] = over >= 0 ? quantile * over : (quantile - 1) * over
      }
    },
    findFault: ({ labels, predictions }, row) =>
      findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
    toInterval: nonNegativeMeanInterval,
  })
}
