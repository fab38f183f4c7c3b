import { fault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { shareInterval } from './mean-intervals.ts'
import type { Metric } from './types.ts'

/** Share of rows whose predicted class index is the label; Wilson's interval. */
export const accuracy: Metric = {
  name: 'accuracy',
  title: 'Accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  needs: 'label',
  create: () =>
    createMeanAccumulator({
      metric: 'accuracy',
      shape: 'single',
      ofRow: ({ labels, predictions }, row) => {
        const label = labels[row] as number // the row is in range
        const prediction = predictions[row] as number
        if (!isClassIndex(label) || !isClassIndex(prediction)) return Number.NaN
        return label === prediction ? 1 : 0
      },
      findFault: ({ labels, predictions }, row) => {
        const label = labels[row] as number // the row is in range
        const expected = 'a class index 0, 1, ...'
        if (!isClassIndex(label)) return fault('invalid-label', 'label', label, expected)
        const prediction = predictions[row] as number
        return fault('invalid-prediction', 'prediction', prediction, expected)
      },
      toInterval: shareInterval,
    }),
}

function isClassIndex(value: number): boolean {
  return value >= 0 && value < 4294967296 && Math.floor(value) === value
}
