import { fromWords, highWord, lowWord } from './bits.ts'
import type { Pair } from './double-double.ts'
import { LOG_CENTRE_HIGH, LOG_CENTRE_LOW, LOG_INVERSE, LOG_VALUE } from './tables/log-table.ts'
import { POW_LOG_INVERSE, POW_LOG_TAIL, POW_LOG_VALUE } from './tables/pow-log-table.ts'

const LN2_HIGH = 0.6931471805598903
const LN2_LOW = 5.497923018708371e-14
const SMALLEST_NORMAL = 2.2250738585072014e-308
const TWO_52 = 4503599627370496
/** High words of the start of the tables' range. */
const LOG_OFFSET = 0x3fe60000
const POW_LOG_OFFSET = 0x3fe69555

/**
 * Natural logarithm, error below 0.52 ulp, the same bits on every engine.
 *
 * -Infinity for zeros, NaN below zero.
 * Source: Arm optimized-routines, math/log.c, Copyright (c) 2018, Arm Limited,
 * MIT OR Apache-2.0 WITH LLVM-exception (the variant without fused multiply-add).
 */
export function log(x: number): number {
  if (x >= 0.9375 && x < 1.064697265625) return logNearOne(x - 1)
  if (!(x >= SMALLEST_NORMAL && x < Number.POSITIVE_INFINITY)) return logAtTheEdge(x)
  return logOfNormal(x, 0)
}

/**
 * Natural logarithm as a pair with a relative error near 2^-67, for finite x > 0.
 *
 * Source: Arm optimized-routines, math/pow.c (log_inline), as above.
 */
export function logPair(x: number): Pair {
  if (x < SMALLEST_NORMAL) return logPairOfNormal(x * TWO_52, -52)
  return logPairOfNormal(x, 0)
}

function logNearOne(r: number): number {
  const r2 = r * r
  const r3 = r * r2
  const last = 0.11110712032936046 + r * -0.10000486757818193 + r2 * 0.09181994006195467
  const middle = -0.16666666669929706 + r * 0.14285715076560868 + r2 * -0.12499997863982555
  const first = 0.3333333333333352 + r * -0.24999999999998432 + r2 * 0.19999999999320328
  const polynomial = r3 * (first + r3 * (middle + r3 * (last + r3 * -0.08328363062289341)))
  // r - r^2/2 with the square of the upper half of r exact.
  const shift = r * 134217728
  const high = r + shift - shift
  const low = r - high
  const square = high * high * -0.5
  const hi = r + square
  const lo = r - hi + square - 0.5 * low * (high + r)
  return polynomial + lo + hi
}

/** log(x * 2^extraExponent) for a normal x that is not near 1. */
function logOfNormal(x: number, extraExponent: number): number {
  const high = highWord(x)
  const offset = (high - LOG_OFFSET) | 0
  // The index is masked to 0..127, so the entries exist.
  const i = (offset >>> 13) & 127
  const exponent = (offset >> 20) + extraExponent
  const z = fromWords((high - (offset & 0xfff00000)) | 0, lowWord(x))
  const r =
    (z - (LOG_CENTRE_HIGH[i] as number) - (LOG_CENTRE_LOW[i] as number)) *
    (LOG_INVERSE[i] as number)
  const w = exponent * LN2_HIGH + (LOG_VALUE[i] as number)
  const hi = w + r
  const lo = w - hi + r + exponent * LN2_LOW
  const r2 = r * r
  const tail = 0.33333333331825593 + r * -0.2499999999622955
  const end = r2 * (0.20000304511814496 + r * -0.16667054827627667)
  return lo + r2 * -0.5000000000000001 + r * r2 * (tail + end) + hi
}

function logAtTheEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY) return x
  return x > 0 ? logOfNormal(x * TWO_52, -52) : Number.NaN
}

function logPairOfNormal(x: number, extraExponent: number): Pair {
  const high = highWord(x)
  const offset = (high - POW_LOG_OFFSET) | 0
  // The index is masked to 0..127, so the entries exist.
  const i = (offset >>> 13) & 127
  const exponent = (offset >> 20) + extraExponent
  const inverse = POW_LOG_INVERSE[i] as number
  const zHigh = (high - (offset & 0xfff00000)) | 0
  const zLow = lowWord(x)
  const z = fromWords(zHigh, zLow)
  // Split so that the high part of r, and its square, are exact.
  const rounded = fromWords(zHigh + (zLow >>> 31), 0)
  const rHigh = rounded * inverse - 1
  const rLow = (z - rounded) * inverse
  const r = rHigh + rLow
  const t1 = exponent * LN2_HIGH + (POW_LOG_VALUE[i] as number)
  const t2 = t1 + r
  const ar = -0.5 * r
  const ar2 = r * ar
  const arHigh = -0.5 * rHigh
  const arHigh2 = rHigh * arHigh
  const hi = t2 + arHigh2
  const p = r * ar2 * logPolynomial(r, ar2)
  const tail = exponent * LN2_LOW + (POW_LOG_TAIL[i] as number)
  const lo = tail + (t1 - t2 + r) + rLow * (ar + arHigh) + (t2 - hi + arHigh2) + p
  const y = hi + lo
  return { hi: y, lo: hi - y + lo }
}

/** (log1p(r) - r + r^2/2) / (-r^3/2), its coefficients scaled by powers of -2. */
function logPolynomial(r: number, ar2: number): number {
  const last = -1.142909628459501 + r * 1.0000415263675542
  const middle = 0.7999999995323976 + r * -0.6666666663487739 + ar2 * last
  return -0.6666666666666679 + r * 0.5000000000000007 + ar2 * middle
}
