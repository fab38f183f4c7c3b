import type { Baseline } from '../types.ts'
import { sharesOf } from './shares.ts'

/** The share of each class in the training window of the first version, said of every row. */
export const trainingPrior: Baseline = {
  name: 'training-prior',
  says: 'the share of each class in the training window of the first version',
  tasks: ['binary', 'multiclass'],
  usesTraining: true,
  predict: ({ training }) =>
    sharesOf(training, 'no labelled rows of the training window come before this partition'),
}
