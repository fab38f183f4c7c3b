import { float64Of } from '../ir/tensors.ts'
import type { LinearStep } from '../ir/types.ts'
import type { StepParts } from './step-parts.ts'
import type { StepExplainer } from './types.ts'

/**
 * The contribution of a feature is the sum of weight times value over its columns, as the linear step
 * reads them: a row whose columns are all zero, which for scaled columns is the centre of the
 * scale and for one-hot columns no level at all, has no contributions and the bias as its margin.
 */
export function explainLinear(
  step: LinearStep,
  { coefficients, features, featureCount }: StepParts,
): StepExplainer {
  const width = features.length
  const weights = float64Of(coefficients, step.weights, [step.targets, width])
  const toInput = step.accumulate === 'f32' ? Math.fround : (x: number) => x
  return {
    base: float64Of(coefficients, step.bias).map((bias) => 0 + bias),
    add: (columns, into) => {
      for (let target = 0; target < step.targets; target++) {
        for (let j = 0; j < width; j++) {
          const at = target * featureCount + (features[j] as number)
          const term = (weights[target * width + j] as number) * toInput(columns[j] as number)
          into[at] = (into[at] as number) + term
        }
      }
    },
  }
}
