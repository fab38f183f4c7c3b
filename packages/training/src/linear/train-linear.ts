import { outputsOfTask } from '@ratchet-ml/scoring'
import type { Trained } from '../trained.ts'
import { checkTrainingData, type TrainingData } from '../training-data.ts'
import { fitLinearModel, type LinearFit, type LinearOptions } from './fit-linear-model.ts'
import { squaredLoss } from './losses.ts'
import { toFields, toRegressionModel } from './to-program.ts'

/**
 * Ridge regression: minimises the sum of (margin - label)² / 2 + (l2 / 2) |weights|² over
 * margin = intercept + weights · x, with x as in `trainLogistic` and no penalty on the intercept.
 *
 * @throws TrainingRefusal
 */
export function trainLinear(data: TrainingData, options: LinearOptions = {}): Trained<LinearFit> {
  checkTrainingData(data)
  const slopeUnit = spread(data.label)
  const fit = fitLinearModel(data, { loss: squaredLoss, slopeUnit }, options)
  return {
    format: 'ratchet-training',
    importer: { name: 'linear', version: 1 },
    ...toRegressionModel(data.features, fit),
    contract: {
      task: 'regression',
      inputs: toFields(data.features, fit),
      extra: 'ignore',
      outputs: outputsOfTask('regression'),
      numeric: { raw: 'bit-exact', linkUlp: 0 },
    },
    notes: [],
    fit,
  }
}

function spread(label: Float64Array): number {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of label) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return most - least
}
