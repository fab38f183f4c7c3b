import { highWord } from './bits.ts'
import { addPairs, negatePair, type Pair } from './double-double.ts'

/**
 * The exact sum of any number of doubles, so that neither their order nor how they were split
 * changes a bit of it.
 *
 * Bin k holds whole multiples of 2^(26 (k - 2) - 1074). A double is cut into the bins that its
 * bits touch, and each part is added without rounding; a bin has room for 2^26 of them before its
 * surplus is carried upwards. Source: a superaccumulator kept in doubles, after R. Neal, "Fast exact
 * summation using small and large superaccumulators" (2015), and J. Demmel and H. D. Nguyen,
 * "Parallel reproducible summation", IEEE Transactions on Computers 64 (2015).
 */
export type ExactSum = Float64Array

/** Doubles of one sum; several may lie one after the other in an array. */
export const EXACT_SUM_LENGTH = 82

const WIDTH = 26
const BASE = 67108864
const BINS = 80
/** Sizes of what was too large to be summed. */
const BEYOND = 80
const ADDED_SINCE_CARRY = 81
const MOST_ADDED = 67108864
/** The lowest bin that starts a window: two of the bins below it hold nothing. */
const LOWEST = 4
/** 2^900. */
const TOO_LARGE = 8.452712498170644e270
/** Index of a bin's unit is its number; adding and subtracting ROUNDER[k] rounds to that unit. */
const UNIT = Float64Array.from({ length: BINS }, (_, k) => powerOfTwo(WIDTH * (k - 2) - 1074))
const ROUNDER = UNIT.map((unit) => unit * 6755399441055744)

/** Adds the first `count` values. One that is NaN, infinite or of 2^900 or more makes the sum NaN. */
export function addToExactSum(sum: ExactSum, values: Float64Array, count: number): void {
  reserve(sum, count)
  // The sums of four bins stay in registers, for values whose upper bits fall into the first two of
  // them: the next value is mostly one of these.
  let bin = LOWEST
  let from = 1
  let until = 0
  let r0 = 0
  let r1 = 0
  let r2 = 0
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < count; i++) {
    const value = values[i] as number // count does not exceed the length
    const size = Math.abs(value)
    if (!(size >= from && size < until)) {
      if (size === 0) continue
      if (!(size < TOO_LARGE)) {
        sum[BEYOND] = Number.NaN
        continue
      }
      addFour(sum, bin, s0, s1, s2, s3)
      bin = windowOf(value)
      from = lowerEndOf(bin)
      until = (UNIT[bin] as number) * BASE
      r0 = ROUNDER[bin] as number
      r1 = ROUNDER[bin - 1] as number
      r2 = ROUNDER[bin - 2] as number
      s0 = 0
      s1 = 0
      s2 = 0
      s3 = 0
    }
    const top = value + r0 - r0
    const rest = value - top
    const next = rest + r1 - r1
    const below = rest - next
    const third = below + r2 - r2
    s0 += top
    s1 += next
    s2 += third
    s3 += below - third
  }
  addFour(sum, bin, s0, s1, s2, s3)
}

/**
 * Adds the first `count` pairs of a number and what rounding lost of it, which is at most half a
 * unit in its last place. What lies below the fourth bin under the number's own is left out, of each
 * pair by itself, so that here too the order changes nothing.
 */
export function addPairsToExactSum(
  sum: ExactSum,
  values: Float64Array,
  lost: Float64Array,
  count: number,
): void {
  reserve(sum, 2 * count)
  let bin = LOWEST
  let from = 1
  let until = 0
  let r0 = 0
  let r1 = 0
  let r2 = 0
  let r3 = 0
  let r4 = 0
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let s4 = 0
  for (let i = 0; i < count; i++) {
    const value = values[i] as number // count does not exceed either length
    const size = Math.abs(value)
    if (!(size >= from && size < until)) {
      if (size === 0) continue
      if (!(size < TOO_LARGE)) {
        sum[BEYOND] = Number.NaN
        continue
      }
      addFour(sum, bin, s0, s1, s2, s3)
      sum[bin - 4] = (sum[bin - 4] as number) + s4
      // The lowest window has room below it for what was lost of its numbers.
      bin = Math.max(LOWEST, binOf(value))
      from = bin === LOWEST ? 0 : (UNIT[bin] as number)
      until = (UNIT[bin] as number) * BASE
      r0 = ROUNDER[bin] as number
      r1 = ROUNDER[bin - 1] as number
      r2 = ROUNDER[bin - 2] as number
      r3 = ROUNDER[bin - 3] as number
      r4 = ROUNDER[bin - 4] as number
      s0 = 0
      s1 = 0
      s2 = 0
      s3 = 0
      s4 = 0
    }
    const low = lost[i] as number
    const top = value + r0 - r0
    const rest = value - top
    const next = rest + r1 - r1
    const third = low + r2 - r2
    const below = low - third
    const fourth = below + r3 - r3
    const last = below - fourth
    s0 += top
    s1 += next
    s2 += rest - next + third
    s3 += fourth
    s4 += last + r4 - r4
  }
  addFour(sum, bin, s0, s1, s2, s3)
  sum[bin - 4] = (sum[bin - 4] as number) + s4
}

/** Adds one value. */
export function addOneToExactSum(sum: ExactSum, value: number): void {
  if (value === 0) return
  if (!(Math.abs(value) < TOO_LARGE)) {
    sum[BEYOND] = Number.NaN
    return
  }
  reserve(sum, 1)
  const bin = binOf(value)
  const rounder = ROUNDER[bin] as number // every value below 2^900 has a bin
  const nextRounder = ROUNDER[bin - 1] as number
  const top = value + rounder - rounder
  const rest = value - top
  const next = rest + nextRounder - nextRounder
  addParts(sum, bin, top, next, rest - next)
}

/** Adds what another sum holds. */
export function mergeExactSum(sum: ExactSum, more: ExactSum): void {
  const other = more.slice()
  carry(other)
  reserve(sum, 1)
  for (let k = 0; k <= BEYOND; k++) sum[k] = (sum[k] as number) + (other[k] as number)
}

/** The sum in its one normal form: equal sums have equal bits, whatever led to them. */
export function normalExactSum(sum: ExactSum): ExactSum {
  const normal = sum.slice()
  carry(normal)
  normal[ADDED_SINCE_CARRY] = 0
  return normal
}

/** The sum to about 106 bits; NaN when a value was no number or too large. */
export function totalOfExactSum(sum: ExactSum): Pair {
  const normal = normalExactSum(sum)
  if (normal[BEYOND] !== 0) return { hi: Number.NaN, lo: Number.NaN }
  // A negative sum has a large negative last bin, against which the others would cancel.
  if ((normal[BINS - 1] as number) < 0) return negatePair(totalOfExactSum(normal.map((x) => -x)))
  let total: Pair = { hi: 0, lo: 0 }
  for (let k = 0; k < BINS; k++) {
    const part = normal[k] as number // k is below the length
    if (part !== 0) total = addPairs({ hi: part, lo: 0 }, total)
  }
  return total
}

function reserve(sum: ExactSum, count: number): void {
  if (count > MOST_ADDED)
    throw new RangeError(`${count} values at once; add at most ${MOST_ADDED}.`)
  const added = (sum[ADDED_SINCE_CARRY] as number) + count
  if (added > MOST_ADDED) carry(sum)
  sum[ADDED_SINCE_CARRY] = added > MOST_ADDED ? count + 1 : added
}

/** Brings every bin but the last to 0 <= bin < unit of the next one; the sum stays the same. */
function carry(sum: ExactSum): void {
  for (let k = 0; k < BINS - 1; k++) {
    const part = sum[k] as number // k is below the length
    if (part === 0) continue
    const rounder = ROUNDER[k + 1] as number
    const rounded = part + rounder - rounder
    const surplus = rounded > part ? rounded - (UNIT[k + 1] as number) : rounded
    sum[k] = part - surplus
    sum[k + 1] = (sum[k + 1] as number) + surplus
  }
}

function addParts(sum: ExactSum, bin: number, top: number, next: number, low: number): void {
  sum[bin] = (sum[bin] as number) + top // bins start at 2
  sum[bin - 1] = (sum[bin - 1] as number) + next
  sum[bin - 2] = (sum[bin - 2] as number) + low
}

function addFour(sum: ExactSum, bin: number, s0: number, s1: number, s2: number, s3: number): void {
  sum[bin] = (sum[bin] as number) + s0 // windows start at LOWEST
  sum[bin - 1] = (sum[bin - 1] as number) + s1
  sum[bin - 2] = (sum[bin - 2] as number) + s2
  sum[bin - 3] = (sum[bin - 3] as number) + s3
}

/** The upper bin of a window of two, of which a value falls into the upper one unless it is tiny. */
function windowOf(value: number): number {
  return Math.max(LOWEST, binOf(value))
}

/** The least size of what falls into a window of two bins. */
function lowerEndOf(bin: number): number {
  return bin === LOWEST ? 0 : (UNIT[bin - 1] as number)
}

/** The bin whose unit is not above the value, with 26 bits between. */
function binOf(value: number): number {
  const exponent = (highWord(value) >>> 20) & 0x7ff
  return exponent === 0 ? 2 + subnormalBin(value) : 2 + Math.floor((exponent + 51) / WIDTH)
}

/** Subnormal numbers have up to 52 bits above 2^-1074. */
function subnormalBin(value: number): number {
  return Math.abs(value) >= BASE * Number.MIN_VALUE ? 1 : 0
}

function powerOfTwo(exponent: number): number {
  let power = 1
  for (let k = 0; k < Math.abs(exponent); k++) power *= exponent < 0 ? 0.5 : 2
  return power
}
