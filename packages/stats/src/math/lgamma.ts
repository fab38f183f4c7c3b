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
  if (x > 0.75 && x < 1.25) return zeroSeries(x - 1, AT_ONE, ZETA_AT_ONE)
  if (x > 1.75 && x < 2.25) return zeroSeries(x - 2, AT_TWO, ZETA_AT_TWO)
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
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * square + (STIRLING[k] as number)
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
/** Minus Euler's constant, the slope at 1, and one minus it, the slope at 2. */
const AT_ONE: Pair = { hi: -0.5772156649015329, lo: 4.942915152430645e-18 }
const AT_TWO: Pair = { hi: 0.42278433509846713, lo: 4.942915152430645e-18 }
const HALF_LOG_2PI: Pair = { hi: 0.9189385332046728, lo: -3.8782941580672414e-17 }

/** B(2k) / (2k (2k - 1)) for k = 1, 2, ... */
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
  0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
  0.17964437236883057,
]

/** (-1)^k zeta(k) / k for k = 2, 3, ... */
const ZETA_AT_ONE = [
  0.8224670334241132, -0.40068563438653143, 0.27058080842778454, -0.20738555102867398,
  0.1695571769974082, -0.1440498967688461, 0.12550966952474304, -0.11133426586956469,
  0.1000994575127818, -0.09095401714582904, 0.083353840546109, -0.0769325164113522,
  0.07143294629536133, -0.06666870588242046, 0.06250095514121304, -0.058823978658684585,
  0.055555767627403614, -0.05263167937961666, 0.05000004769810169, -0.047619070330142226,
  0.04545455629320467, -0.04347826605304026, 0.04166666915034121, -0.04000000119214014,
  0.03846153903467518, -0.037037037312989324, 0.035714285847333355, -0.034482758684919304,
  0.03333333336437758, -0.03225806453115042,
]

/** (-1)^k (zeta(k) - 1) / k for k = 2, 3, ... */
const ZETA_AT_TWO = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
  9.945751278180853e-5, -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6,
  4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7,
  2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10,
]
