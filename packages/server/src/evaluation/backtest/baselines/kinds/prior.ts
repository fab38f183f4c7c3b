import { constantKind, sharesOf } from '../constant-kind.ts'

/** The share of each class in all rows before the partition. */
export const prior = constantKind({
  name: 'prior',
  says: 'the share of each class in everything before the partition',
  tasks: ['binary', 'multiclass'],
  answer: ({ classCounts }) => sharesOf(classCounts),
})
