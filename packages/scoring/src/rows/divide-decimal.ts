/** Splits a double into halves of 26 bits. */
const splitter = 134_217_729
/** More than the error of the sum of two doubles that stands for the quotient, as a share of its lower part. */
const doubt = 1.000_000_001

/**
 * The double that is nearest to `(high * scale + low) / divisor`, or NaN where it takes more than two doubles
 * to tell which that is: where another one is as near, or hardly less near.
 *
 * The dividend and the remainder are sums of two doubles without error, by the products of Dekker, "A
 * floating-point technique for extending the available precision" (1971).
 *
 * @param high of 15 digits
 * @param low of at most 7 digits, below `scale`
 * @param scale a power of ten, as is `divisor`, which is at most 1e22
 */
export function divideDecimal(high: number, scale: number, low: number, divisor: number): number {
  const product = high * scale
  const productRest = restOfProduct(high, scale, product)
  const sum = product + low
  const dividendRest = low - (sum - product) + productRest
  const quotient = sum / divisor
  const back = quotient * divisor
  const remainder = sum - back - restOfProduct(quotient, divisor, back) + dividendRest
  const correction = remainder / divisor
  const nearest = quotient + correction
  const rest = correction - (nearest - quotient)
  return nearest + rest * doubt === nearest ? nearest : Number.NaN
}

/** What rounding has taken from a product. */
function restOfProduct(a: number, b: number, product: number): number {
  const aHigh = highOf(a)
  const aLow = a - aHigh
  const bHigh = highOf(b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

function highOf(value: number): number {
  const scaled = splitter * value
  return scaled - (scaled - value)
}
