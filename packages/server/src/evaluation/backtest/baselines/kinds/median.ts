import { constantKind } from '../constant-kind.ts'

export const median = constantKind({
  name: 'median',
  says: 'the median of everything before the partition',
  tasks: ['regression'],
  memory: { values: true },
  answer: (past) => {
    const value = past.median()
    return value === undefined
      ? 'the median of more than 16 million labels is not looked for'
      : { kind: 'value', value }
  },
})
