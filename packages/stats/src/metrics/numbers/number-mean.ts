import { meanInterval } from '../../intervals/mean-interval.ts'
import { meanMetric } from '../mean-metric.ts'
import type { Metric } from '../types.ts'
import { findNumberFault } from './number-fault.ts'
import { describeNumbers, type NumberMetricOptions } from './number-metric.ts'

/**
 * Mean of a number of each row, given as predictions of the kind `number:NAME`; Student's t
 * interval.
 */
export function numberMean(options: NumberMetricOptions): Metric {
  return meanMetric({
    ...describeNumbers(options),
    needs: `number:${options.name}`,
    definition: 'Mean over the rows of a number that is computed for each of them.',
    undefinedWhen: 'the number of a row is missing, or no row has weight',
    interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 1000 },
    shape: 'single',
    fill(into, { predictions }, from, count) {
      for (let i = 0; i < count; i++) into[i] = predictions[from + i] as number // in range
    },
    findFault: ({ predictions }, row) => findNumberFault('number', predictions[row] as number), // in range
    toInterval(moments, level) {
      const found = meanInterval(moments, level)
      return found?.low === found?.high ? undefined : found
    },
  })
}
