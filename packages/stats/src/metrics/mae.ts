import { findValueFault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { nonNegativeMeanInterval } from './mean-intervals.ts'
import type { Metric } from './types.ts'

/** Mean absolute error, in the target's unit; Student's t interval. */
export const mae: Metric = {
  name: 'mae',
  title: 'Mean absolute error',
  tasks: ['regression'],
  direction: 'lower',
  needs: 'value',
  create: () =>
    createMeanAccumulator({
      metric: 'mae',
      shape: 'single',
      ofRow: ({ labels, predictions }, row) =>
        Math.abs((predictions[row] as number) - (labels[row] as number)), // the row is in range
      findFault: ({ labels, predictions }, row) =>
        findValueFault(labels[row] as number, predictions[row] as number), // the row is in range
      toInterval: nonNegativeMeanInterval,
    }),
}
