import type { Baseline } from '../types.ts'

/**
 * The most frequent class of all rows before the partition, said of every row; the first among
 * equals. It gives no probability: certainty would cost it an infinite log loss.
 */
export const majority: Baseline = {
  name: 'majority',
  says: 'the most frequent class of everything before the partition',
  tasks: ['binary', 'multiclass'],
  usesTraining: false,
  predict: ({ before: { count, classCounts } }) => {
    if (count === 0) {
      return { kind: 'none', because: 'no labelled rows come before this partition' }
    }
    return { kind: 'class', label: classCounts.indexOf(Math.max(...classCounts)) }
  },
}
