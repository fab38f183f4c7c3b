import type { Baseline } from '../types.ts'

/**
 * The most frequent class of all rows before the partition, said of every row for certain; the first
 * among equals.
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
    const most = classCounts.indexOf(Math.max(...classCounts))
    return { kind: 'probability', probability: classCounts.map((_, i) => Number(i === most)) }
  },
}
