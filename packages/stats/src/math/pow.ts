import { fromWords, highWord, lowWord } from './bits.ts'
import { expOfSum } from './exp.ts'
import { logPair } from './log.ts'

/**
 * x^y, error below 0.54 ulp, the same bits on every engine.
 *
 * Special cases as in IEEE 754 and C, where JavaScript differs: 1^y is 1 for every y, and (-1) to
 * an infinite power is 1. x^0 is 1 for every x; a negative x to a power that is not whole is NaN.
 * Source: Arm optimized-routines, math/pow.c, Copyright (c) 2018, Arm Limited,
 * MIT OR Apache-2.0 WITH LLVM-exception (the variant without fused multiply-add).
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return powOfZeroOrInfinite(x, y)
  if (x > 0) return powOfPositive(x, y)
  if (!Number.isInteger(y)) return Number.NaN
  return isOdd(y) ? -powOfPositive(-x, y) : powOfPositive(-x, y)
}

/** Whether a whole number is odd; every double from 2^53 on is even. */
function isOdd(whole: number): boolean {
  return whole % 2 !== 0
}

function powOfZeroOrInfinite(x: number, y: number): number {
  if (!Number.isFinite(y)) {
    const size = Math.abs(x)
    if (size === 1) return 1
    return size < 1 === y > 0 ? 0 : Number.POSITIVE_INFINITY
  }
  const negative = (x < 0 || 1 / x < 0) && Number.isInteger(y) && isOdd(y)
  const size = (x === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY
  return negative ? -size : size
}

function powOfPositive(x: number, y: number): number {
  // Beyond these, the result is 0, 1 or Infinity, and the products below would leave their range.
  if (Math.abs(y) > 1e20) return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0
  if (Math.abs(y) < 1e-20) return 1
  const { hi, lo } = logPair(x)
  const yHigh = upperHalf(y)
  const yLow = y - yHigh
  const logHigh = upperHalf(hi)
  const logLow = hi - logHigh + lo
  return expOfSum(yHigh * logHigh, yLow * logHigh + y * logLow)
}

/** The double without its 27 last bits, so that the product of two such is exact. */
function upperHalf(x: number): number {
  return fromWords(highWord(x), lowWord(x) & 0xf8000000)
}
