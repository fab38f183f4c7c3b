import { fault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { shareInterval } from './mean-intervals.ts'
import type { Metric } from './types.ts'

/** Share of rows of class 1, whatever was predicted; Wilson's interval. A description, not a goal. */
export const baseRate: Metric = {
  name: 'base-rate',
  title: 'Base rate',
  tasks: ['binary'],
  direction: 'none',
  needs: 'probability',
  create: () =>
    createMeanAccumulator({
      metric: 'base-rate',
      shape: 'two-classes',
      ofRow: ({ labels }, row) => {
        const label = labels[row] as number // the row is in range
        return label === 0 || label === 1 ? label : Number.NaN
      },
      findFault: ({ labels }, row) =>
        fault('invalid-label', 'label', labels[row] as number, '0 or 1'), // the row is in range
      toInterval: shareInterval,
    }),
}
