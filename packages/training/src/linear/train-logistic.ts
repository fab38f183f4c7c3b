import type { Level } from '@ratchet-ml/scoring'
import type { Trained } from '../trained.ts'
import { checkTrainingData, type TrainingData } from '../training-data.ts'
import { TrainingRefusal } from '../training-refusal.ts'
import { fitLinearModel, type LinearFit, type LinearOptions } from './fit-linear-model.ts'
import { logLoss } from './losses.ts'
import { toTrained } from './to-trained.ts'

export interface LogisticOptions extends LinearOptions {
  /** Names of the classes 0 and 1; without them the label is the number. */
  readonly classes?: readonly [Level, Level]
}

/**
 * Logistic regression of two classes: minimises the sum of log(1 + e^∓margin) + (l2 / 2) |weights|²
 * over margin = intercept + weights · x. The intercept has no penalty; x holds the numeric features
 * as (value - mean) / deviation with missing values at the mean, then a 0/1 column for every level of
 * every category that some row has.
 *
 * The same data give the same bits on every machine. The order of the rows matters no more than
 * rounding does.
 *
 * @throws TrainingRefusal, for labels other than 0 and 1 and for data of one class among others
 */
export function trainLogistic(
  data: TrainingData,
  options: LogisticOptions = {},
): Trained<LinearFit> {
  checkTrainingData(data)
  checkTwoClasses(data.label)
  const fit = fitLinearModel(data, { loss: logLoss, slopeUnit: 1 }, options)
  return toTrained(data, fit, { name: 'logistic', task: 'binary', classes: options.classes })
}

/** @throws TrainingRefusal for labels other than 0 and 1, and for those of one class */
export function checkTwoClasses(label: Float64Array): void {
  const other = label.find((value) => value !== 0 && value !== 1)
  if (other !== undefined) throw notBinary(label, other)
  const first = label[0] as number
  if (label.some((value) => value !== first)) return
  throw new TrainingRefusal({
    code: 'label-one-class',
    place: 'label',
    found: `only ${first} in ${label.length} rows`,
    expected: 'both 0 and 1',
    hint: 'Widen the time range, or check the expression of the label.',
  })
}

function notBinary(label: Float64Array, other: number): TrainingRefusal {
  const distinct = new Set(label)
  const whole = [...distinct].every((value) => Number.isInteger(value) && value >= 0)
  if (whole && distinct.size <= 1000) {
    return new TrainingRefusal({
      code: 'label-multiclass',
      place: 'label',
      found: `${distinct.size} classes, ${other} among them`,
      expected: 'two classes, 0 and 1',
      hint: 'Train one model a class, or derive a label of two classes.',
    })
  }
  return new TrainingRefusal({
    code: 'label-invalid',
    place: 'label',
    found: String(other),
    expected: '0 or 1',
    hint: 'A number is learned by a linear regression, or derive a label such as value > 15.',
  })
}
