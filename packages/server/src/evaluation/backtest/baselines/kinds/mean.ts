import { constantKind } from '../constant-kind.ts'

export const mean = constantKind({
  name: 'mean',
  says: 'the mean of everything before the partition',
  tasks: ['regression', 'ranking'],
  answer: (past) => ({ kind: 'value', value: past.mean() ?? Number.NaN }),
})
