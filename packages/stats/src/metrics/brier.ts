import { findBinaryFault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { nonNegativeMeanInterval } from './mean-intervals.ts'
import type { Metric } from './types.ts'

/** Mean squared difference of probability and outcome (Brier 1950, two classes); t interval. */
export const brier: Metric = {
  name: 'brier',
  title: 'Brier score',
  tasks: ['binary'],
  direction: 'lower',
  needs: 'probability',
  create: () =>
    createMeanAccumulator({
      metric: 'brier',
      shape: 'two-classes',
      ofRow: ({ labels, predictions }, row) => {
        const label = labels[row] as number // the row is in range
        const prediction = predictions[row] as number
        const valid = (label === 0 || label === 1) && prediction >= 0 && prediction <= 1
        const difference = prediction - label
        return valid ? difference * difference : Number.NaN
      },
      findFault: ({ labels, predictions }, row) =>
        findBinaryFault(labels[row] as number, predictions[row] as number), // the row is in range
      toInterval: nonNegativeMeanInterval,
    }),
}
