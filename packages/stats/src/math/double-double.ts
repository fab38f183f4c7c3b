/**
 * A number carried as the unevaluated sum of two doubles, about 106 bits.
 *
 * Source: T. J. Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18 (1971); D. E. Knuth, TAOCP vol. 2, 4.2.2 (the sum of six operations).
 */
export type Pair = { readonly hi: number; readonly lo: number }

/** Splits 53 bits into 26 + 26 (Veltkamp): 2^27 + 1. */
const SPLITTER = 134217729

/** a + b exactly. */
export function twoSum(a: number, b: number): Pair {
  const hi = a + b
  const other = hi - a
  return { hi, lo: a - (hi - other) + (b - other) }
}

/** a + b exactly, provided that |a| >= |b| or a is 0. */
export function fastTwoSum(a: number, b: number): Pair {
  const hi = a + b
  return { hi, lo: b - (hi - a) }
}

/** a * b exactly, provided that neither exceeds 2^995 and the product stays above 2^-968. */
export function twoProduct(a: number, b: number): Pair {
  const hi = a * b
  const aScaled = SPLITTER * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = SPLITTER * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return { hi, lo: aLow * bLow - (hi - aHigh * bHigh - aLow * bHigh - aHigh * bLow) }
}

/** What rounding lost of the product a * b, under the conditions of `twoProduct`. */
export function lostByProduct(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = SPLITTER * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** a + b with a relative error near 2^-104, also under cancellation. */
export function addPairs(a: Pair, b: Pair): Pair {
  const high = twoSum(a.hi, b.hi)
  const low = twoSum(a.lo, b.lo)
  const sum = fastTwoSum(high.hi, high.lo + low.hi)
  return fastTwoSum(sum.hi, sum.lo + low.lo)
}

/** a * b with a relative error near 2^-103. */
export function multiplyPairs(a: Pair, b: Pair): Pair {
  const product = twoProduct(a.hi, b.hi)
  return fastTwoSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi))
}

/** a / b with a relative error near 2^-102. */
export function dividePairs(a: Pair, b: Pair): Pair {
  const first = a.hi / b.hi
  const product = multiplyPairs(b, { hi: first, lo: 0 })
  const rest = addPairs(a, { hi: -product.hi, lo: -product.lo })
  return fastTwoSum(first, rest.hi / b.hi)
}

/** -a. */
export function negatePair(a: Pair): Pair {
  return { hi: -a.hi, lo: -a.lo }
}
