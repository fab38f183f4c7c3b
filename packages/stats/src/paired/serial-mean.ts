import { DEFAULT_LEVEL, requireLevel } from '../intervals/interval.ts'
import { studentTQuantile } from '../intervals/student-t.ts'

/** The mean of a series with an interval, and how much neighbours were found to depend on each other. */
export type SerialMean = {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly standardError: number
  /** Of neighbours, 0 to 0.9, corrected for the bias of short series. */
  readonly autocorrelation: number
}

const STRONGEST = 0.9

/**
 * Student's t interval for the mean of a series, such as daily differences of loss, whose neighbours
 * may depend on each other: the variance of the mean is that of an autoregression of first order,
 * s^2 (1 + r) / (1 - r) / (n - 1) with r the autocorrelation of neighbours and s^2 the variance with
 * divisor n (the prewhitened estimate of D. Andrews and J. Monahan, Econometrica 60 (1992), without a
 * kernel). r is corrected for its bias by (1 + 3 r) / n (M. Kendall, Biometrika 41 (1954)), so that
 * short series are not believed to be independent; below 0 it counts as 0.
 *
 * Undefined below 2 values and where all are equal: that they did not differ yet says nothing about
 * how much they may.
 *
 * @param values in order; finite
 * @param isOrdered false where neighbours are neighbours by chance: the plain t interval
 * @throws RangeError unless the values are finite and the level lies in (0, 1)
 */
export function serialMeanInterval(
  values: Float64Array,
  isOrdered: boolean,
  level = DEFAULT_LEVEL,
): SerialMean | undefined {
  requireLevel(level)
  const n = values.length
  if (!values.every(Number.isFinite)) throw new RangeError('A value is no finite number.')
  if (n < 2) return undefined
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const { variance, covariance } = neighbours(values, mean)
  if (!(variance > 0)) return undefined
  const autocorrelation = isOrdered ? unbiased(covariance / variance, n) : 0
  const inflation = (1 + autocorrelation) / (1 - autocorrelation)
  const standardError = Math.sqrt((variance * inflation) / (n - 1))
  const half = -studentTQuantile((1 - level) / 2, n - 1) * standardError
  return { mean, low: mean - half, high: mean + half, standardError, autocorrelation }
}

function neighbours(
  values: Float64Array,
  mean: number,
): { readonly variance: number; readonly covariance: number } {
  let variance = 0
  let covariance = 0
  let before = 0
  for (const value of values) {
    const deviation = value - mean
    variance += deviation * deviation
    covariance += deviation * before
    before = deviation
  }
  return { variance: variance / values.length, covariance: covariance / values.length }
}

function unbiased(found: number, n: number): number {
  const corrected = found + (1 + 3 * Math.max(0, found)) / n
  return Math.min(STRONGEST, Math.max(0, corrected))
}
