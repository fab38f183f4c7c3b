import { highWord, lowWord } from './bits.ts'
import { fastTwoSum, type Pair, twoProduct } from './double-double.ts'
import {
  LN2_HIGH,
  LN2_LOW,
  LOG_HALVED,
  LOG_HIGH,
  LOG_INVERSE,
  LOG_LOW,
  LOG_TERMS,
} from './tables/log-table.ts'

const SMALLEST_NORMAL = 2.2250738585072014e-308
const TWO_52 = 4503599627370496
const TO_THE_MINUS_20 = 1 / 1048576
const TO_THE_MINUS_52 = 1 / TWO_52
const [C3, C4, C5, C6, C7, C8] = LOG_TERMS

/**
 * Natural logarithm, error below 0.52 ulp, the same bits on every engine.
 *
 * -Infinity for zeros, NaN below zero.
 * Source: P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE
 * floating-point arithmetic", ACM TOMS 16 (1990). Instead of his quotient, the significand is
 * multiplied by an inverse of 11 bits, exactly, in two parts; the inverse is 1 around 1, so that
 * no digits cancel there and no branch is needed.
 */
export function log(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < Number.POSITIVE_INFINITY)) return logAtTheEdge(x)
  return logOfNormal(x, 0, 0)
}

/** Natural logarithm as a pair with a relative error near 2^-67, for finite x > 0. */
export function logPair(x: number): Pair {
  return x < SMALLEST_NORMAL ? logPairOfNormal(x * TWO_52, -52) : logPairOfNormal(x, 0)
}

/** log(x + more) for a normal x of which `more` is what rounding lost; error below 0.52 ulp. */
export function logOfPair(x: number, more: number): number {
  return logOfNormal(x, 0, more / x)
}

function logAtTheEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x > 0 && x < SMALLEST_NORMAL) return logOfNormal(x * TWO_52, -52, 0)
  return x === Number.POSITIVE_INFINITY ? x : Number.NaN
}

/** log(x * 2^extra * (1 + lost)) for a normal x and a `lost` of at most 2^-53. */
function logOfNormal(x: number, extra: number, lost: number): number {
  const high = highWord(x)
  const cell = cellOf(high)
  const inverse = LOG_INVERSE[cell] as number // so are those below: the index is in range
  const first = upperSignificand(high) * inverse - 1
  const second = lowerSignificand(x) * inverse
  const rounded = first + second
  const more = lost + lost * rounded
  const r = rounded + more
  const count = exponentOf(high, cell) + extra
  const main = count * LN2_HIGH + (LOG_HIGH[cell] as number)
  const sum = main + r
  const rest = main - sum + r + (rounded - r + more) + (first - rounded + second)
  const low = rest + (count * LN2_LOW + (LOG_LOW[cell] as number))
  return sum + (low + r * r * (r * cubicTerms(r) - 0.5))
}

function logPairOfNormal(x: number, extra: number): Pair {
  const high = highWord(x)
  const cell = cellOf(high)
  const inverse = LOG_INVERSE[cell] as number // so are those below: the index is in range
  const r = fastTwoSum(upperSignificand(high) * inverse - 1, lowerSignificand(x) * inverse)
  const count = exponentOf(high, cell) + extra
  const main = fastTwoSum(count * LN2_HIGH + (LOG_HIGH[cell] as number), r.hi)
  const square = twoProduct(r.hi, -0.5 * r.hi)
  const sum = fastTwoSum(main.hi, square.hi)
  const tail = count * LN2_LOW + (LOG_LOW[cell] as number) + (r.lo - r.hi * r.lo) + square.lo
  const rest = main.lo + sum.lo + tail + r.hi * r.hi * r.hi * cubicTerms(r.hi)
  return fastTwoSum(sum.hi, rest)
}

/** The cell of 2^-7 that holds the significand, counted from 1, in 0..128. */
function cellOf(high: number): number {
  return ((high & 0xfffff) + 0x1000) >> 13
}

/** The 21 upper bits of the significand. */
function upperSignificand(high: number): number {
  return ((high & 0xfffff) + 0x100000) * TO_THE_MINUS_20
}

/** The 32 lower bits of the significand. */
function lowerSignificand(x: number): number {
  return lowWord(x) * TO_THE_MINUS_52
}

/** The exponent that leaves a significand in 0.7..1.41. */
function exponentOf(high: number, cell: number): number {
  return (high >>> 20) - (cell < LOG_HALVED ? 1023 : 1022)
}

/** (log(1 + r) - r + r^2/2) / r^3. */
function cubicTerms(r: number): number {
  const r2 = r * r
  return C3 + r * C4 + r2 * (C5 + r * C6 + r2 * (C7 + r * C8))
}
