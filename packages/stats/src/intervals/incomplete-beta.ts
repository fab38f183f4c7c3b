import { addPairs, multiplyPairs, negatePair, type Pair, twoSum } from '../math/double-double.ts'
import { expPair } from '../math/exp.ts'
import { lgammaPair } from '../math/lgamma.ts'
import { logPair } from '../math/log.ts'

/** One step of rounding around 1. */
const CONVERGED = 2.3e-16
const SMALLEST = 1e-300
const MOST_STEPS = 100_000

/**
 * The regularized incomplete beta function I_x(a, b): P(X <= x) for X of the beta distribution.
 *
 * Relative error near 1e-14 for a, b up to 1e5 and near 1e-12 up to 1e7. NaN unless a, b are
 * positive and x lies in 0..1.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  return incompleteBetaOf(x, 1 - x, a, b)
}

/**
 * I_x(a, b) with y = 1 - x given beside x, so that neither is lost where the other is near 1.
 *
 * Source: continued fraction 8.17.22 of the NIST Handbook of Mathematical Functions, evaluated by
 * Lentz's method; its factor is computed in pairs of doubles.
 */
export function incompleteBetaOf(x: number, y: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) return Number.NaN
  if (x === 0 || y === 0) return x === 0 ? 0 : 1
  // The fraction converges fast below the mean; above it the complement is computed.
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerPart(y, x, b, a)
  return lowerPart(x, y, a, b)
}

function lowerPart(x: number, y: number, a: number, b: number): number {
  return (factor(x, y, a, b) * fraction(x, a, b)) / a
}

/** x^a y^b / B(a, b). */
function factor(x: number, y: number, a: number, b: number): number {
  const powers = addPairs(scaled(logNextTo(x, y), a), scaled(logNextTo(y, x), b))
  const beta = addPairs(addPairs(lgammaPair(a), lgammaPair(b)), negatePair(lgammaOfSum(a, b)))
  const exponent = addPairs(powers, negatePair(beta))
  if (exponent.hi < -708) return 0
  const power = expPair(exponent.hi, exponent.lo)
  return power.hi + power.lo
}

/** log x, where x = 1 - other holds more exactly than x itself can say. */
function logNextTo(x: number, other: number): Pair {
  if (x < 0.5) return logPair(x)
  const sum = twoSum(1, -other)
  const main = logPair(sum.hi)
  return twoSum(main.hi, main.lo + sum.lo / sum.hi)
}

function scaled(value: Pair, by: number): Pair {
  return multiplyPairs(value, { hi: by, lo: 0 })
}

/** lgamma(a + b), with the rounding error of a + b put back through the slope log(a + b). */
function lgammaOfSum(a: number, b: number): Pair {
  const sum = twoSum(a, b)
  const value = lgammaPair(sum.hi)
  return sum.lo === 0 ? value : addPairs(value, { hi: sum.lo * logPair(sum.hi).hi, lo: 0 })
}

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / awayFromZero(1 + even * d)
    c = awayFromZero(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + odd * d)
    c = awayFromZero(1 + odd / c)
    const change = d * c
    result *= change
    if (Math.abs(change - 1) <= CONVERGED) break
  }
  return result
}

function awayFromZero(value: number): number {
  return Math.abs(value) < SMALLEST ? SMALLEST : value
}
