import { twoSum } from './double-double.ts'
import { exp, expPair } from './exp.ts'

/** e^x - 1 without loss for small x, error below 0.6 ulp. */
export function expm1(x: number): number {
  if (x > -0.0625 && x < 0.0625) return expm1OfSmall(x)
  if (x > 40 || Number.isNaN(x)) return exp(x)
  if (x < -40) return -1
  const power = expPair(x, 0)
  const difference = twoSum(power.hi, -1)
  return difference.hi + (difference.lo + power.lo)
}

/** The Taylor series; the first term dropped is below 2^-60 of the result. */
function expm1OfSmall(x: number): number {
  const high = 1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800 + x / 39916800)))
  const low = 1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * high)))
  const square = x * x
  return x === 0 ? x : x + (0.5 * square + square * x * low)
}
