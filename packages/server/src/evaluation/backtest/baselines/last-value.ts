import type { Baseline } from '../types.ts'

/** The label with the latest event time before the partition begins, said of every row. */
export const lastValue: Baseline = {
  name: 'last-value',
  says: 'the last label before the partition',
  tasks: ['regression'],
  usesTraining: false,
  predict: ({ before: { latest } }) =>
    latest === undefined
      ? { kind: 'none', because: 'no labelled rows come before this partition' }
      : { kind: 'value', value: latest.value },
}
