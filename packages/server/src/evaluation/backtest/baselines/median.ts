import type { Baseline } from '../types.ts'

/** The median label of all rows before the partition; between two, halfway. */
export const median: Baseline = {
  name: 'median',
  says: 'the median of everything before the partition',
  tasks: ['regression'],
  usesTraining: false,
  predict: ({ before: { values } }) => {
    if (values.length === 0) {
      return { kind: 'none', because: 'no labelled rows come before this partition' }
    }
    const sorted = values.toSorted()
    const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
    const upper = sorted[sorted.length >> 1] ?? Number.NaN
    return { kind: 'value', value: lower + (upper - lower) / 2 }
  },
}
