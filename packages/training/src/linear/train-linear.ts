import type { Trained } from '../trained.ts'
import { checkTrainingData, type TrainingData } from '../training-data.ts'
import { fitLinearModel, type LinearFit, type LinearOptions } from './fit-linear-model.ts'
import { squaredLoss } from './losses.ts'
import { toTrained } from './to-trained.ts'

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
  return toTrained(data, fit, { name: 'linear', task: 'regression' })
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
