import { refuseAt } from '../refuse-at.ts'
import type { Learner } from './learner.ts'
import type { Section } from './section.ts'

/** A linear booster: margins = start + sum of weights * x, in floats. */
export interface LinearBooster {
  /** Row-major, margins x features. */
  readonly weights: Float64Array
  /** Bias and base score, one for each margin. */
  readonly start: Float64Array
}

/**
 * Reads the weights, which the file has feature by feature with the biases behind them. XGBoost adds
 * the base score of the first margin to all of them.
 *
 * @throws Refusal naming the place
 */
export function readLinearBooster(
  model: Section,
  { featureNames, margins, base }: Learner,
): LinearBooster {
  const features = featureNames.length
  const given = model.numbers('weights', (features + 1) * margins)
  const at = given.findIndex((weight) => !Number.isFinite(Math.fround(weight)))
  if (at >= 0) {
    const detail = { found: String(given[at]), expected: 'a finite weight' }
    throw refuseAt(`${model.place}/weights/${at}`, detail)
  }
  const weightOf = (feature: number, margin: number) =>
    Math.fround(given[feature * margins + margin] as number)
  const weights = new Float64Array(margins * features)
  for (let margin = 0; margin < margins; margin++) {
    for (let feature = 0; feature < features; feature++) {
      weights[margin * features + feature] = weightOf(feature, margin)
    }
  }
  const first = base[0] as number
  const start = Float64Array.from({ length: margins }, (_, margin) =>
    Math.fround(weightOf(features, margin) + first),
  )
  return { weights, start }
}
