const ln2High = 0.6931381225585938
const ln2Low = 9.05800061445916e-6
const inverseLn2 = 1.4426950216293335
const terms = [
  -2.0109921194944036e-7, 4.00821772927884e-6, -7.936507608974352e-5, 0.0015873016091063619,
  -0.03333333507180214,
] as const

const float = new Float32Array(1)
const word = new Int32Array(float.buffer)

/**
 * exp(x) - 1 of a 32-bit float x <= 0 as glibc computes it (`expm1f` before 2.41), to the bit; every
 * operation is rounded to a float.
 *
 * Source: Sun Microsystems, fdlibm, s_expm1.c; I. L. Taylor's float version, which glibc used. Since
 * 2.41 glibc gives the nearest float instead, which differs in the last place of some values.
 */
export function libcExpm1(x: number): number {
  // 27 ln 2: nothing of the exponential is left.
  if (x <= -18.714973449707031) return -1
  if (x > -2.9802322387695312e-8) return x
  const { k, rest, lost } = reduce(x)
  const half = f(0.5 * rest)
  const square = f(rest * half)
  let r = terms[0] as number
  for (const term of terms.slice(1)) r = f(term + f(square * r))
  r = f(1 + f(square * r))
  const t = f(3 - f(r * half))
  const quotient = f(square * f(f(r - t) / f(6 - f(rest * t))))
  if (k === 0) return f(rest - f(f(rest * quotient) - square))
  const error = f(f(f(rest * f(quotient - lost)) - lost) - square)
  if (k === -1) return f(f(0.5 * f(rest - error)) - 0.5)
  return f(timesPowerOf2(f(1 - f(error - rest)), k) - 1)
}

/** x = k ln 2 + rest, with what rounding lost of the rest. */
function reduce(x: number): { readonly k: number; readonly rest: number; readonly lost: number } {
  // ln(2) / 2 as a float.
  if (x >= -0.3465735912322998) return { k: 0, rest: x, lost: 0 }
  const k = x > -1.0397207736968994 ? -1 : Math.trunc(f(f(inverseLn2 * x) - 0.5))
  const high = f(x - f(k * ln2High))
  const low = f(k * ln2Low)
  const rest = f(high - low)
  return { k, rest, lost: f(f(high - rest) - low) }
}

function timesPowerOf2(x: number, power: number): number {
  float[0] = x
  word[0] = (word[0] as number) + (power << 23)
  return float[0] as number
}

function f(x: number): number {
  return Math.fround(x)
}
