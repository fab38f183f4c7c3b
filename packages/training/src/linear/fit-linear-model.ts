import { checkTrainingData, type TrainingData } from '../training-data.ts'
import { TrainingRefusal } from '../training-refusal.ts'
import { toDesignMatrix } from './design-matrix.ts'
import type { Loss } from './losses.ts'
import { type Iteration, minimise } from './newton.ts'
import { learnPreprocessing, type Preprocessing } from './preprocessing.ts'

export interface LinearOptions {
  /** Strength of the penalty (l2 / 2) |weights|²; above 0, 1 unless told. */
  readonly l2?: number
  /** 100 unless told. */
  readonly maximumIterations?: number
  /** Called after each iteration of the solver. */
  readonly onIteration?: (iteration: Iteration) => void
}

/** A linear model as it was learned, and how well the solver did. */
export interface LinearFit {
  readonly preprocessing: Preprocessing
  /** One weight a design column: standardised features first, then each level of each category. */
  readonly weights: Float64Array
  readonly intercept: number
  readonly l2: number
  readonly rows: number
  readonly iterations: number
  /** Sum of the rows' losses + (l2 / 2) |weights|². */
  readonly objective: number
  /** Largest absolute component of the objective's gradient at the weights. */
  readonly gradientNorm: number
}

/** How a loss is fitted: what its slopes are measured in. */
export interface LossScale {
  readonly loss: Loss
  /** Size of a slope that is not small; 1 for the log loss. */
  readonly slopeUnit: number
}

/** The second derivatives of so many columns fill 64 MB. */
const maximumWidth = 4096

/** Times the slope unit and the rows' total weight: the gradient that counts as zero. */
const relativeTolerance = 1e-14

/**
 * Learns standardisation, levels and weights. The same data give the same bits.
 *
 * @throws TrainingRefusal
 */
export function fitLinearModel(
  data: TrainingData,
  { loss, slopeUnit }: LossScale,
  options: LinearOptions = {},
): LinearFit {
  const { l2 = 1, maximumIterations = 100, onIteration } = options
  checkL2(l2)
  checkTrainingData(data)
  const preprocessing = learnPreprocessing(data)
  checkWidth(preprocessing)
  const { label, weight } = data
  const design = toDesignMatrix(data, preprocessing)
  const { mean, total } = weigh(label, weight)
  const start = new Float64Array(design.width + 1)
  start[design.width] = loss.startFrom(mean)
  const { point, iterations } = minimise({ design, label, weight, loss, l2 }, start, {
    gradientTolerance: relativeTolerance * slopeUnit * total,
    maximumIterations,
    ...(onIteration === undefined ? {} : { onIteration }),
  })
  return {
    preprocessing,
    weights: point.parameters.slice(0, design.width),
    intercept: point.parameters[design.width] as number,
    l2,
    rows: data.count,
    iterations,
    objective: point.objective,
    gradientNorm: point.gradientNorm,
  }
}

function checkL2(l2: number): void {
  if (l2 > 0 && l2 < Number.POSITIVE_INFINITY) return
  throw new TrainingRefusal({
    code: 'setting-invalid',
    place: 'l2',
    found: String(l2),
    expected: 'a number above 0',
    hint: 'A small penalty such as 0.001 keeps the weights finite and hardly shrinks them.',
  })
}

/** @throws TrainingRefusal */
export function checkWidth({ width, categories }: Preprocessing): void {
  if (width <= maximumWidth) return
  const widest = categories.reduce((a, b) => (b.levels.length > a.levels.length ? b : a))
  throw new TrainingRefusal({
    code: 'too-wide',
    place: 'features',
    found: `${width} design columns, ${widest.levels.length} of them levels of ${widest.name}`,
    expected: `at most ${maximumWidth}`,
    hint: `Leave ${widest.name} out, or group its rare levels.`,
  })
}

function weigh(
  label: Float64Array,
  weight: Float64Array | undefined,
): { readonly mean: number; readonly total: number } {
  let sum = 0
  let total = 0
  for (let row = 0; row < label.length; row++) {
    const times = weight === undefined ? 1 : (weight[row] as number)
    sum += times * (label[row] as number)
    total += times
  }
  return { mean: sum / total, total }
}
