import { twoProduct } from './double-double.ts'
import { expOfSum } from './exp.ts'
import { logPair } from './log.ts'

/**
 * x^y, error below 0.54 ulp, the same bits on every engine.
 *
 * Special cases as in IEEE 754 and C, where JavaScript differs: 1^y is 1 for every y, and (-1) to
 * an infinite power is 1. x^0 is 1 for every x; a negative x to a power that is not whole is NaN.
 * Computed as e^(y log x) with the exponent in a pair, since an error there grows by its size.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  const size = Math.abs(x)
  if (!Number.isFinite(y)) return powToInfinity(size, y > 0)
  const negative = isNegative(x)
  if (negative && x !== 0 && Number.isFinite(x) && !Number.isInteger(y)) return Number.NaN
  const result = powOfSize(size, y)
  // Of whole numbers, only odd ones keep the sign; every double from 2^53 on is even.
  return negative && Math.abs(y % 2) === 1 ? -result : result
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0)
}

function powToInfinity(size: number, up: boolean): number {
  if (size === 1) return 1
  return size > 1 === up ? Number.POSITIVE_INFINITY : 0
}

/** size^y for a size that is not negative and a finite y that is not 0. */
function powOfSize(size: number, y: number): number {
  if (size === 0) return y < 0 ? Number.POSITIVE_INFINITY : 0
  if (size === Number.POSITIVE_INFINITY) return y < 0 ? 0 : size
  const { hi, lo } = logPair(size)
  const estimate = y * hi
  if (estimate > 800) return Number.POSITIVE_INFINITY
  if (estimate < -800) return 0
  // Below 2^-59 nothing of it is seen beside 1, and an exact product could leave the range.
  if (Math.abs(estimate) < 1e-18) return 1
  const power = twoProduct(y, hi)
  return expOfSum(power.hi, power.lo + y * lo)
}
