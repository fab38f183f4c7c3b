import { studentTUpperTail } from '../intervals/student-t.ts'
import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'

/** Which of the two is asked to be better: either, or the first, whose losses are then less. */
export type Alternative = 'two-sided' | 'less' | 'greater'

export type DieboldMarianoOptions = {
  /**
   * Steps ahead of the forecasts: differences of `horizon` - 1 steps and less are taken to depend on
   * each other. `auto` takes 1 + floor(4 (n / 100)^(2/9)), the lag of Newey and West.
   */
  readonly horizon?: number | 'auto'
  readonly alternative?: Alternative
  /** How covariances count: all the same (as HLN), or falling to 0 (Bartlett), never below 0. */
  readonly kernel?: 'rectangular' | 'bartlett'
}

/** A test's result, or why there is none. */
export type DieboldMariano =
  | {
      readonly kind: 'value'
      readonly statistic: number
      readonly pValue: number
      /** Mean loss of the first less that of the second. */
      readonly meanDifference: number
      readonly standardError: number
      readonly horizon: number
      readonly kernel: 'rectangular' | 'bartlett'
      readonly n: number
    }
  | { readonly kind: 'undefined'; readonly detail: string; readonly n: number }

/**
 * Diebold and Mariano's test of equal expected loss of two forecasters of the same points in time,
 * with the small-sample correction of D. Harvey, S. Leybourne and P. Newbold, International Journal
 * of Forecasting 13 (1997), against Student's distribution of n - 1 degrees of freedom.
 *
 * Where the rectangular kernel gives no positive variance, the Bartlett kernel is taken, and the
 * result says so. Equal losses everywhere have no test.
 *
 * @param first loss of each point in the order of time
 * @throws RangeError unless the losses are equally many and finite, and the horizon is in 1..n - 1
 */
export function dieboldMariano(
  first: Float64Array,
  second: Float64Array,
  { horizon = 1, alternative = 'two-sided', kernel = 'rectangular' }: DieboldMarianoOptions = {},
): DieboldMariano {
  const differences = differencesOf(first, second)
  const n = differences.length
  if (n < 2) return { kind: 'undefined', detail: `There are ${n} points; a test needs 2.`, n }
  const h = horizon === 'auto' ? automaticHorizon(n) : horizon
  if (!Number.isSafeInteger(h) || h < 1 || h >= n) {
    throw new RangeError(
      `The horizon is ${h} for ${n} points; give a whole number from 1 to ${n - 1}.`,
    )
  }
  const mean = differences.reduce((sum, d) => sum + d, 0) / n
  const covariances = covariancesOf(differences, mean, h)
  const rectangular = varianceOf(covariances, 'rectangular')
  const used = kernel === 'rectangular' && rectangular > 0 ? 'rectangular' : 'bartlett'
  const variance = used === 'rectangular' ? rectangular : varianceOf(covariances, 'bartlett')
  if (!(variance > 0)) {
    return {
      kind: 'undefined',
      detail: 'The difference of the losses is the same at every point.',
      n,
    }
  }
  const correction = Math.sqrt((n + 1 - 2 * h + (h * (h - 1)) / n) / n)
  const standardError = Math.sqrt(variance / n)
  const statistic = (mean / standardError) * correction
  const pValue = pValueOf(statistic, n - 1, alternative)
  return {
    kind: 'value',
    statistic,
    pValue,
    meanDifference: mean,
    standardError,
    horizon: h,
    kernel: used,
    n,
  }
}

function differencesOf(first: Float64Array, second: Float64Array): Float64Array {
  if (first.length !== second.length) {
    throw new RangeError(
      `There are ${first.length} and ${second.length} losses; give equally many.`,
    )
  }
  const differences = first.map((loss, i) => loss - (second[i] as number)) // equally long
  if (differences.every(Number.isFinite)) return differences
  throw new RangeError('A loss is no finite number; leave out points without a loss of both.')
}

function automaticHorizon(n: number): number {
  return Math.min(n - 1, 1 + Math.floor(4 * exp((2 / 9) * log(n / 100))))
}

/** Autocovariances of 0 to h - 1 steps, with the divisor n. */
function covariancesOf(values: Float64Array, mean: number, h: number): Float64Array {
  return Float64Array.from({ length: h }, (_, lag) => {
    let sum = 0
    for (let i = lag; i < values.length; i++) {
      sum += ((values[i] as number) - mean) * ((values[i - lag] as number) - mean) // in range
    }
    return sum / values.length
  })
}

function varianceOf(covariances: Float64Array, kernel: 'rectangular' | 'bartlett'): number {
  const h = covariances.length
  return covariances.reduce((sum, covariance, lag) => {
    if (lag === 0) return sum + covariance
    return sum + 2 * (kernel === 'bartlett' ? 1 - lag / h : 1) * covariance
  }, 0)
}

function pValueOf(statistic: number, degrees: number, alternative: Alternative): number {
  if (alternative === 'greater') return studentTUpperTail(statistic, degrees)
  if (alternative === 'less') return studentTUpperTail(-statistic, degrees)
  return Math.min(1, 2 * studentTUpperTail(Math.abs(statistic), degrees))
}
