import { constantKind, mostFrequent } from '../constant-kind.ts'

/** Gives no probability: certainty would cost it an infinite log loss. */
export const majority = constantKind({
  name: 'majority',
  says: 'the most frequent class of everything before the partition',
  tasks: ['binary', 'multiclass'],
  answer: ({ classCounts }) => mostFrequent(classCounts),
})
