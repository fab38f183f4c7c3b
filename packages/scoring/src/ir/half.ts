/**
 * Half precision (IEEE 754 binary16): 11 significant bits, exponents from -14 to 15. Of our own, as engines
 * have it (`Math.f16round`, `DataView.getFloat16`) only since 2025, and all else here runs in older ones.
 */

const [largest, smallest] = [65_504, 1 / 16_777_216]

/** The nearest half, ties to even; infinite from 65,520 on. */
export function toHalf(x: number): number {
  const size = Math.abs(x)
  if (!(size <= largest)) return size < largest + 16 ? Math.sign(x) * largest : x * (1 / 0)
  const step = stepBetweenHalves(size)
  // From 2^52 times a step on, doubles are a step apart: the sum is rounded as a half would be.
  const far = step * 4_503_599_627_370_496
  const rounded = size + far - far
  return x < 0 || Object.is(x, -0) ? -rounded : rounded
}

/** The half that 16 bits stand for. */
export function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, fraction] = [(bits >>> 10) & 31, bits & 0x3ff]
  if (exponent === 31) return fraction === 0 ? sign * (1 / 0) : Number.NaN
  if (exponent === 0) return sign * fraction * smallest
  return sign * (1024 + fraction) * powerOfTwo(exponent - 25)
}

function stepBetweenHalves(size: number): number {
  let step = smallest
  while (size >= 2048 * step) step *= 2
  return step
}

function powerOfTwo(exponent: number): number {
  return exponent < 0 ? 1 / (1 << -exponent) : 1 << exponent
}
