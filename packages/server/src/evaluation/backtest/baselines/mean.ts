import { createMoments, summarizeMoments } from '@ratchet-ml/stats'
import type { Baseline } from '../types.ts'

/** The mean label of all rows before the partition. */
export const mean: Baseline = {
  name: 'mean',
  says: 'the mean of everything before the partition',
  tasks: ['regression'],
  usesTraining: false,
  predict: ({ before: { values } }) => {
    if (values.length === 0) {
      return { kind: 'none', because: 'no labelled rows come before this partition' }
    }
    const moments = createMoments()
    moments.add(values, values.length)
    return { kind: 'value', value: summarizeMoments(moments.state()).mean }
  },
}
