import { fromWords, highWord, lowWord } from './bits.ts'

/** One 4-byte cell for the bits of a float; written before it is read in every call. */
const cell = new Float32Array(1)
const word = new Int32Array(cell.buffer)

/** The least double above `x`; Infinity for Infinity, NaN for NaN, the least subnormal for zeros. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x
  if (x === 0) return Number.MIN_VALUE
  const low = lowWord(x)
  const high = highWord(x)
  if (x > 0) return fromWords(low === 0xffffffff ? high + 1 : high, low + 1)
  return fromWords(low === 0 ? high - 1 : high, low - 1)
}

/** The greatest double below `x`. */
export function nextDown(x: number): number {
  return -nextUp(-x)
}

/**
 * How many steps of `nextUp` lie between two doubles: 0 for equal ones (-0 equals 0), 0 for NaN and
 * NaN, Infinity between NaN and a number. Exact up to 2^53, rounded above.
 */
export function ulpDistance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY
  const highSteps = orderedHigh(a) - orderedHigh(b)
  const lowSteps = orderedLow(a) - orderedLow(b)
  return Math.abs(highSteps * 4294967296 + lowSteps)
}

/** `nextUp` among floats; `x` must be a float. */
export function nextUpFloat32(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x
  if (x === 0) return 1.401298464324817e-45
  return floatFromBits(x > 0 ? floatBits(x) + 1 : floatBits(x) - 1)
}

/** `nextDown` among floats; `x` must be a float. */
export function nextDownFloat32(x: number): number {
  return -nextUpFloat32(-x)
}

/** `ulpDistance` among floats; both must be floats. */
export function ulpDistanceFloat32(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY
  return Math.abs(orderedFloat(a) - orderedFloat(b))
}

/** Whether `x` is exactly a float (NaN and the infinities are). */
export function isFloat32(x: number): boolean {
  return Number.isNaN(x) || Math.fround(x) === x
}

/** The bits of the float nearest to `x`, as a signed 32-bit integer. */
function floatBits(x: number): number {
  cell[0] = x
  return word[0] as number // the index is in range
}

function floatFromBits(bits: number): number {
  word[0] = bits
  return cell[0] as number // the index is in range
}

/** High and low part of the position among all doubles, zeros at 0, negatives mirrored. */
function orderedHigh(x: number): number {
  const size = highWord(Math.abs(x))
  return x < 0 ? -size : size
}

function orderedLow(x: number): number {
  const size = lowWord(Math.abs(x))
  return x < 0 ? -size : size
}

function orderedFloat(x: number): number {
  const size = floatBits(Math.abs(x))
  return x < 0 ? -size : size
}
