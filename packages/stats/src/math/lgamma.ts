import {
  addPairs,
  fastTwoSum,
  multiplyPairs,
  negatePair,
  type Pair,
  twoProduct,
  twoSum,
} from './double-double.ts'
import { log, logPair } from './log.ts'
import {
  HALF_LOG_2PI,
  SLOPE_AT_ONE,
  SLOPE_AT_TWO,
  STIRLING_TERMS,
  TERMS_AT_ONE,
  TERMS_AT_TWO,
} from './tables/gamma-table.ts'

/**
 * log of the gamma function for x >= 0, error below 1 ulp.
 *
 * Infinity at 0 and at Infinity, NaN below zero: the reflected branch has no use in statistics,
 * and its zeros would need a method of their own.
 */
export function lgamma(x: number): number {
  if (!(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  if (x < 1e-18) return -log(x)
  if (x > 1e270) return lgammaOfHuge(x)
  const value = lgammaPair(x)
  return value.hi + value.lo
}

/**
 * log of the gamma function for 1e-18 <= x <= 1e270 as a pair: an absolute error near 2^-61 and
 * a relative one near 2^-66, so that differences such as log beta keep about 60 bits.
 */
export function lgammaPair(x: number): Pair {
  if (x > 0.75 && x < 1.25) return zeroSeries(x - 1, SLOPE_AT_ONE, TERMS_AT_ONE)
  if (x > 1.75 && x < 2.25) return zeroSeries(x - 2, SLOPE_AT_TWO, TERMS_AT_TWO)
  return x < 16 ? lgammaShifted(x) : lgammaStirling({ hi: x, lo: 0 })
}

/** z * (slope + z * series(z)) around a zero of lgamma, where the sum's size is that of z. */
function zeroSeries(z: number, slope: Pair, series: readonly number[]): Pair {
  let sum = 0
  // k counts down through the list's own indices.
  for (let k = series.length - 1; k >= 0; k--) sum = sum * z + (series[k] as number)
  return multiplyPairs({ hi: z, lo: 0 }, addPairs(slope, twoProduct(z, sum)))
}

/** lgamma(x) = lgamma(x + n) - log(x (x+1) ... (x+n-1)). */
function lgammaShifted(x: number): Pair {
  let product: Pair = { hi: x, lo: 0 }
  let shifted = twoSum(x, 1)
  while (shifted.hi < 16) {
    product = multiplyPairs(product, shifted)
    shifted = addPairs(shifted, ONE)
  }
  return addPairs(lgammaStirling(shifted), negatePair(logOfPair(product)))
}

/** Stirling's series (Abramowitz and Stegun 6.1.40) for x >= 16. */
function lgammaStirling(x: Pair): Pair {
  const inverse = 1 / x.hi
  const square = inverse * inverse
  let series = 0
  // k counts down through the list's own indices.
  for (let k = STIRLING_TERMS.length - 1; k >= 0; k--)
    series = series * square + (STIRLING_TERMS[k] as number)
  const main = multiplyPairs(addPairs(x, { hi: -0.5, lo: 0 }), logOfPair(x))
  const rest = addPairs(HALF_LOG_2PI, { hi: series * inverse, lo: 0 })
  return addPairs(addPairs(main, negatePair(x)), rest)
}

/** log(hi + lo): the log of the high part, corrected by the first term of its series. */
function logOfPair(x: Pair): Pair {
  const main = logPair(x.hi)
  return fastTwoSum(main.hi, main.lo + x.lo / x.hi)
}

/** x (log x - 1), all other terms being far below its last bit; scaled to keep exact products. */
function lgammaOfHuge(x: number): number {
  const factor = addPairs(logPair(x), { hi: -1, lo: 0 })
  const product = multiplyPairs({ hi: x * SCALE_DOWN, lo: 0 }, factor)
  return (product.hi + product.lo) * SCALE_UP
}

const ONE: Pair = { hi: 1, lo: 0 }
/** 2^-200 and 2^200. */
const SCALE_DOWN = 6.223015277861142e-61
const SCALE_UP = 1.6069380442589903e60
