import type { Level } from '@ratchet-ml/scoring'
import { exp } from '@ratchet-ml/stats'
import { type DesignMatrix, toDesignMatrix } from '../linear/design-matrix.ts'
import { checkWidth } from '../linear/fit-linear-model.ts'
import { learnPreprocessing } from '../linear/preprocessing.ts'
import type { LinearModel } from '../linear/to-program.ts'
import { toTrained } from '../linear/to-trained.ts'
import { checkTwoClasses } from '../linear/train-logistic.ts'
import type { Trained } from '../trained.ts'
import { checkTrainingData, type TrainingData } from '../training-data.ts'
import { TrainingRefusal } from '../training-refusal.ts'

export interface OnlineOptions {
  /** Length of the first step of every weight, above 0; 0.1 unless told. */
  readonly rate?: number
  /** How often the rows are gone through, each time in their order; 2 unless told. */
  readonly passes?: number
  /** Names of the classes 0 and 1; without them the label is the number. */
  readonly classes?: readonly [Level, Level]
}

/** A model that learned row by row. */
export interface OnlineFit extends LinearModel {
  readonly rows: number
  readonly rate: number
  readonly passes: number
}

/**
 * Logistic regression of two classes that learns one row after the other, in the order they are given,
 * which should be that of time: the weights of what a row has move against the slope of its log loss, each
 * by rate / √(sum of its squared slopes so far). Features are coded as `trainLogistic` codes them.
 *
 * Later rows weigh more than those before them, so the model leans to how things were at the end; it is
 * no minimum of anything, unlike that of `trainLogistic`. The same rows in the same order give the same
 * bits on every machine.
 *
 * Source: AdaGrad with diagonal matrices, J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods
 * for online learning and stochastic optimization", JMLR 12 (2011).
 *
 * @throws TrainingRefusal as `trainLogistic` does
 */
export function trainOnlineLogistic(
  data: TrainingData,
  options: OnlineOptions = {},
): Trained<OnlineFit> {
  checkTrainingData(data)
  checkTwoClasses(data.label)
  const fit = learn(data, options)
  return toTrained(data, fit, { name: 'online-logistic', task: 'binary', classes: options.classes })
}

function learn(data: TrainingData, { rate = 0.1, passes = 2 }: OnlineOptions): OnlineFit {
  checkSetting('rate', rate, rate > 0 && rate < Number.POSITIVE_INFINITY, 'a number above 0')
  checkSetting('passes', passes, Number.isInteger(passes) && passes > 0, 'a whole number above 0')
  const preprocessing = learnPreprocessing(data)
  checkWidth(preprocessing)
  const design = toDesignMatrix(data, preprocessing)
  const weights = new Float64Array(design.width + 1)
  const squares = new Float64Array(design.width + 1)
  for (let pass = 0; pass < passes; pass++) goThrough(data, design, { weights, squares, rate })
  return {
    preprocessing,
    weights: weights.slice(0, design.width),
    intercept: weights[design.width] as number,
    rows: data.count,
    rate,
    passes,
  }
}

interface State {
  /** One a design column, then the intercept. */
  readonly weights: Float64Array
  /** Of the slopes that each weight has seen: their sum. */
  readonly squares: Float64Array
  readonly rate: number
}

function goThrough(
  { label, weight }: TrainingData,
  { rows, width, numericCount, categoryCount, numeric, ones }: DesignMatrix,
  { weights, squares, rate }: State,
): void {
  const step = (at: number, slope: number): void => {
    if (slope === 0) return
    const sum = (squares[at] as number) + slope * slope
    squares[at] = sum
    weights[at] = (weights[at] as number) - (rate * slope) / Math.sqrt(sum)
  }
  for (let row = 0; row < rows; row++) {
    let margin = weights[width] as number
    for (let j = 0; j < numericCount; j++) {
      margin += (weights[j] as number) * (numeric[row * numericCount + j] as number)
    }
    for (let c = 0; c < categoryCount; c++) {
      const column = ones[row * categoryCount + c] as number
      if (column >= 0) margin += weights[column] as number
    }
    const times = weight === undefined ? 1 : (weight[row] as number)
    const slope = times * (probabilityAt(margin) - (label[row] as number))
    step(width, slope)
    for (let j = 0; j < numericCount; j++) {
      step(j, slope * (numeric[row * numericCount + j] as number))
    }
    for (let c = 0; c < categoryCount; c++) {
      const column = ones[row * categoryCount + c] as number
      if (column >= 0) step(column, slope)
    }
  }
}

function probabilityAt(margin: number): number {
  // e^-|margin| does not overflow, on either side.
  const small = exp(margin < 0 ? margin : -margin)
  return margin < 0 ? small / (1 + small) : 1 / (1 + small)
}

function checkSetting(place: string, found: number, holds: boolean, expected: string): void {
  if (holds) return
  throw new TrainingRefusal({ code: 'setting-invalid', place, found: String(found), expected })
}
