const powersOf10 = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * `digits * 10^exponent` as the nearest double, where one rounding gives it; `digits` must be exact.
 *
 * @returns `undefined` where the number must be read from its text
 */
export function scaleDecimal(digits: number, exponent: number): number | undefined {
  if (exponent >= 0 && exponent <= 22) return digits * (powersOf10[exponent] as number)
  if (exponent < 0 && exponent >= -22) return digits / (powersOf10[-exponent] as number)
  return undefined
}

/**
 * The 32-bit float nearest to a decimal number, given the double nearest to it. Rounding twice is
 * wrong only where the double lies halfway between two floats, and the number itself does not.
 */
export function toNearestFloat(double: number, text: () => string): number {
  const float = Math.fround(double)
  const rest = double - float
  if (rest === 0 || !Number.isFinite(rest)) return float
  const other = float + 2 * rest
  if (Math.fround(other) !== other) return float
  const side = compareWithDouble(text(), double)
  if (side === 0) return float
  return side < 0 ? Math.min(float, other) : Math.max(float, other)
}

/** The sign of `text - double`, exactly. */
function compareWithDouble(text: string, double: number): number {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text)
  if (match === null) return 0
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n)
  const exponent = Number(power) - fraction.length
  // double = scaled / 2^bits, both whole.
  let bits = 0
  let scaled = double
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    bits += 1
  }
  const left = (digits * powerOf10(exponent)) << BigInt(bits)
  const right = BigInt(scaled) * powerOf10(-exponent)
  return left < right ? -1 : left > right ? 1 : 0
}

/** 10 to a whole power; 1 for a negative one. */
function powerOf10(power: number): bigint {
  return BigInt(`1${'0'.repeat(Math.max(0, power))}`)
}
