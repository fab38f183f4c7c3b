import { isDrawable } from '../interval-point.ts'

/** Rows of about the same predicted value, and what was left: label less prediction. */
export interface ResidualBin {
  /** Mean of the predicted values. */
  readonly predicted: number
  /** Mean of the residuals. */
  readonly mean: number
  /** Their quantiles at 5, 25, 50, 75 and 95 %. */
  readonly quantiles: readonly number[]
  readonly n: number
}

/** The residuals of one contender by what it predicted. */
export interface ResidualBands {
  /** Such as `Residuals of sales@2`. */
  readonly title: string
  /** What was predicted, such as `sold`. */
  readonly label: string
  readonly bins: readonly ResidualBin[]
}

/** A bin that can be drawn, its quantiles by name. */
export interface DrawableResidual {
  readonly predicted: number
  readonly mean: number
  readonly q05: number
  readonly q25: number
  readonly q50: number
  readonly q75: number
  readonly q95: number
  readonly n: number
}

/** The bins that hold rows and finite numbers, by what was predicted. */
export function drawableResiduals(data: ResidualBands): readonly DrawableResidual[] {
  return data.bins
    .flatMap(({ predicted, mean, quantiles, n }) => {
      const [q05, q25, q50, q75, q95] = quantiles
      const numbers = [predicted, mean, q05, q25, q50, q75, q95]
      if (n <= 0 || !numbers.every(isDrawable)) return []
      return [{ predicted, mean, q05, q25, q50, q75, q95, n } as DrawableResidual] // checked above
    })
    .sort((a, b) => a.predicted - b.predicted)
}
