import { findValueFault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { nonNegativeMeanInterval } from './mean-intervals.ts'
import type { Metric } from './types.ts'

/**
 * Root of the mean squared error, in the target's unit.
 *
 * Its interval is Student's t interval of the mean squared error, with the root taken of both ends.
 */
export const rmse: Metric = {
  name: 'rmse',
  title: 'Root mean squared error',
  tasks: ['regression'],
  direction: 'lower',
  needs: 'value',
  create: () =>
    createMeanAccumulator({
      metric: 'rmse',
      shape: 'single',
      ofRow: ({ labels, predictions }, row) => {
        const difference = (predictions[row] as number) - (labels[row] as number) // row in range
        return difference * difference
      },
      findFault: ({ labels, predictions }, row) =>
        findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
      toValue: Math.sqrt,
      toInterval: (moments, level) => {
        const found = nonNegativeMeanInterval(moments, level)
        return found && { ...found, low: Math.sqrt(found.low), high: Math.sqrt(found.high) }
      },
    }),
}
