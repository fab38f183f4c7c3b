import type { Baseline } from '../types.ts'
import { sharesOf } from './shares.ts'

/** The share of each class in all rows before the partition, said of every row. */
export const prior: Baseline = {
  name: 'prior',
  says: 'the share of each class in everything before the partition',
  tasks: ['binary', 'multiclass'],
  usesTraining: false,
  predict: ({ before }) => sharesOf(before, 'no labelled rows come before this partition'),
}
