const ln2High = 0.6931381225585938
const ln2Low = 9.05800061445916e-6
const twoThirds = Math.fround(2 / 3)
const terms = [
  0.14798198640346527, 0.15313838422298431, 0.18183572590351105, 0.2222219854593277,
  0.2857142984867096, 0.4000000059604645, 0.6666666865348816,
] as const

const float = new Float32Array(1)
const word = new Int32Array(float.buffer)

/**
 * log(1 + x) of a 32-bit float x >= 0 as glibc computes it (`log1pf` before 2.41), to the bit; every
 * operation is rounded to a float.
 *
 * Source: Sun Microsystems, fdlibm, s_log1p.c; I. L. Taylor's float version, which glibc used. Since
 * 2.41 glibc gives the nearest float instead, which differs in the last place of some values.
 */
export function libcLog1p(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x
  // 2^-54 and 2^-29.
  if (x < 5.551115123125783e-17) return x
  if (x < 1.862645149230957e-9) return f(x - f(f(x * x) * 0.5))
  const { k, rest, lost, isTiny } = reduce(x)
  const half = f(f(0.5 * rest) * rest)
  const high = f(k * ln2High)
  const low = f(f(k * ln2Low) + lost)
  if (isTiny) return nearPowerOf2(rest, { k, half, high, low })
  const s = f(rest / f(2 + rest))
  const z = f(s * s)
  let series = terms[0] as number
  for (const term of terms.slice(1)) series = f(term + f(z * series))
  const product = f(s * f(half + f(z * series)))
  if (k === 0) return f(rest - f(half - product))
  return f(high - f(f(half - f(product + low)) - rest))
}

interface Reduced {
  readonly k: number
  readonly half: number
  readonly high: number
  readonly low: number
}

/** Where the rest is below 2^-20. */
function nearPowerOf2(rest: number, { k, half, high, low }: Reduced): number {
  if (rest === 0) return k === 0 ? 0 : f(high + low)
  const square = f(half * f(1 - f(twoThirds * rest)))
  return k === 0 ? f(rest - square) : f(high - f(f(square - low) - rest))
}

/** 1 + x = 2^k (1 + rest), with what rounding lost, in parts of the whole. */
function reduce(x: number) {
  // sqrt(2) - 1 as a float.
  if (x < 0.4142138659954071) return { k: 0, rest: x, lost: 0, isTiny: false }
  const isLarge = x >= 9007199254740992.0
  const sum = isLarge ? x : f(1 + x)
  float[0] = sum
  const bits = word[0] as number
  let k = (bits >> 23) - 127
  const lost = isLarge ? 0 : f((k > 0 ? f(1 - f(sum - x)) : f(x - f(sum - 1))) / sum)
  const fraction = bits & 0x007fffff
  const isLow = fraction < 0x3504f7
  if (!isLow) k += 1
  word[0] = fraction | (isLow ? 0x3f800000 : 0x3f000000)
  const isTiny = (isLow ? fraction : (0x00800000 - fraction) >> 2) === 0
  return { k, rest: f((float[0] as number) - 1), lost, isTiny }
}

function f(x: number): number {
  return Math.fround(x)
}
