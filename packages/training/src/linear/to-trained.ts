import { type Level, outputsOfTask } from '@ratchet-ml/scoring'
import type { Trained } from '../trained.ts'
import type { TrainingData } from '../training-data.ts'
import { type LinearModel, toBinaryModel, toFields, toRegressionModel } from './to-program.ts'

/** Who has learned a linear model, and what it answers. */
export interface Learned {
  /** Of the trainer. */
  readonly name: string
  readonly task: 'binary' | 'regression'
  /** Names of the classes 0 and 1; without them the label is the number. */
  readonly classes?: readonly [Level, Level] | undefined
}

/** A linear model as a package takes it: program, coefficients and contract. */
export function toTrained<Fit extends LinearModel>(
  { features }: TrainingData,
  fit: Fit,
  { name, task, classes }: Learned,
): Trained<Fit> {
  const named = classes === undefined ? {} : { classes }
  return {
    format: 'ratchet-training',
    importer: { name, version: 1 },
    ...(task === 'binary' ? toBinaryModel(features, fit) : toRegressionModel(features, fit)),
    contract: {
      task,
      inputs: toFields(features, fit),
      extra: 'ignore',
      outputs: outputsOfTask(task, named),
      ...named,
      numeric: { raw: 'bit-exact', linkUlp: 0 },
    },
    notes: [],
    fit,
  }
}
