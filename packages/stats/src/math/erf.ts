import { powerOfTwo } from './bits.ts'
import {
  addPairs,
  dividePairs,
  fastTwoSum,
  multiplyPairs,
  negatePair,
  type Pair,
  twoProduct,
} from './double-double.ts'
import { expScaled, type ScaledPair, scaleOnce } from './exp.ts'
import { ERF_SERIES, ERFC_PIECES, type ErfcPiece } from './tables/erf-table.ts'

const ONE: Pair = { hi: 1, lo: 0 }

/** Error function, error below 1 ulp. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size < 1e-9) return erfOfSmall(x)
  if (size > 6) return Math.sign(x)
  if (Number.isNaN(x)) return x
  const value = size < 1.25 ? erfSeries(size) : addPairs(ONE, minusTail(size))
  return x < 0 ? -value.hi : value.hi
}

/** Complementary error function 1 - erf(x) without loss for large x, error below 1 ulp. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 27.3) return 0
  if (x < -6) return 2
  if (x < 1.25) return erfcOfModerate(x)
  const { hi, lo, exponent } = erfcTail(x)
  return scaleOnce(hi, lo, exponent)
}

/** x * 2/sqrt(pi): the next term is below 2^-60 of it. Scaled, since x may be subnormal. */
function erfOfSmall(x: number): number {
  if (Math.abs(x) < 1e-290) return x + x * 0.12837916709551256
  const product = multiplyPairs({ hi: x, lo: 0 }, ERF_SERIES[0] as Pair) // the list is not empty
  return x === 0 ? x : product.hi
}

function erfcOfModerate(x: number): number {
  if (x <= -1.25) return addPairs({ hi: 2, lo: 0 }, minusTail(-x)).hi
  if (Math.abs(x) < 1e-17) return 1
  const value = erfSeries(Math.abs(x))
  return addPairs(ONE, x < 0 ? value : negatePair(value)).hi
}

/** Maclaurin series of erf for 0 <= x < 1.25, about 90 bits. */
function erfSeries(x: number): Pair {
  const square = twoProduct(x, x)
  let sum: Pair = { hi: 0, lo: 0 }
  for (let n = ERF_SERIES.length - 1; n >= 0; n--) {
    // n counts down through the list's own indices.
    sum = addPairs(multiplyPairs(sum, square), ERF_SERIES[n] as Pair)
  }
  return multiplyPairs(sum, { hi: x, lo: 0 })
}

/** -erfc(x) for x in 1.25..6. */
function minusTail(x: number): Pair {
  const { hi, lo, exponent } = erfcTail(x)
  const factor = -powerOfTwo(exponent)
  return { hi: hi * factor, lo: lo * factor }
}

/** erfc(x) for x in 1.25..27.3: e^(-x^2) / x times a factor that falls off slowly. */
function erfcTail(x: number): ScaledPair {
  const square = twoProduct(x, x)
  const power = expScaled(-square.hi, -square.lo)
  const product = multiplyPairs(power, slowFactor(x, pieceOf(x)))
  const { hi, lo } = dividePairs(product, { hi: x, lo: 0 })
  return { hi, lo, exponent: power.exponent }
}

function pieceOf(x: number): ErfcPiece {
  let i = 0
  // The last piece reaches beyond all arguments.
  while (x > (ERFC_PIECES[i] as ErfcPiece).to) i++
  return ERFC_PIECES[i] as ErfcPiece
}

/** x e^(x^2) erfc(x). */
function slowFactor(x: number, { centre, high, low, terms }: ErfcPiece): Pair {
  const offset = x - centre
  let sum = 0
  // k counts down through the list's own indices.
  for (let k = terms.length - 1; k >= 0; k--) sum = (sum + (terms[k] as number)) * offset
  return fastTwoSum(high, low + sum)
}
