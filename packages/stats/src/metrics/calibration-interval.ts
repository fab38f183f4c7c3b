import type { Interval } from '../intervals/interval.ts'
import { normalQuantile } from '../intervals/normal.ts'

/** Rows of one bin: their weight, its squares, and the weight of class 1. */
export type CalibrationBin = {
  readonly weight: number
  readonly squares: number
  readonly ones: number
}

/** Mean and variance of the size of a normal number of mean 0 and variance 1. */
const MEAN_SIZE = Math.sqrt(2 / Math.PI)
const VARIANCE_OF_SIZE = 1 - 2 / Math.PI

/**
 * An interval for a calibration error over given bins that covers at least as often as its level
 * says: the error of a sample is off by at most the sum of the sizes of what each bin's share of
 * class 1 is off by, whose mean and variance are known. Wider than need be, and so never sure of
 * what the upward bias of the error alone makes.
 */
export function calibrationInterval(
  value: number,
  bins: readonly CalibrationBin[],
  level: number,
): Interval {
  const total = bins.reduce((sum, { weight }) => sum + weight, 0)
  let mean = 0
  let variance = 0
  for (const { weight, squares, ones } of bins) {
    if (!(weight > 0)) continue
    const rows = (weight * weight) / squares
    // Two rows of each class are added (Agresti and Coull), as a share of 0 or 1 is not certain.
    const share = ((ones / weight) * rows + 2) / (rows + 4)
    const error = (weight / total) * Math.sqrt((share * (1 - share)) / rows)
    mean += error * MEAN_SIZE
    variance += error * error * VARIANCE_OF_SIZE
  }
  const off = mean - normalQuantile((1 - level) / 2) * Math.sqrt(variance)
  const low = Math.max(0, value - off)
  return { low, high: Math.min(1, value + off), level, method: 'conservative' }
}
