// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: constants as published
import { powerOfTwo } from './bits.ts'
import type { Pair } from './double-double.ts'
import { EXP_TAIL, EXP_VALUE } from './tables/exp-table.ts'

const STEPS_PER_LN2 = 1.4426950408889634 * 128
const MINUS_STEP_HIGH = -0.005415212348111709
const MINUS_STEP_LOW = -1.2864023111638346e-14
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest whole number. */
const ROUNDER = 6755399441055744
const C2 = 0.49999999999996786
const C3 = 0.16666666666665886
const C4 = 0.0416666808410674
const C5 = 0.008333335853059549

/**
 * e^x, error below 0.52 ulp, the same bits on every engine.
 *
 * 0 below -745.14, Infinity above 709.79, NaN for NaN.
 * Source: Arm optimized-routines, math/exp.c, Copyright (c) 2018, Arm Limited,
 * MIT OR Apache-2.0 WITH LLVM-exception (the variant without fused multiply-add).
 */
export function exp(x: number): number {
  return expOfSum(x, 0)
}

/** e^(x + tail) rounded once, for a tail below 2^-15 and below |x|. */
export function expOfSum(x: number, tail: number): number {
  // Below -690 the last product could be rounded among the subnormal numbers.
  if (!(x > -690 && x < 709)) return expAtTheEdge(x, tail)
  const whole = STEPS_PER_LN2 * x + ROUNDER - ROUNDER
  const step = whole | 0
  const rest = expOfRest(x, tail, whole, step)
  const scale = (EXP_VALUE[step & 127] as number) * powerOfTwo(step >> 7)
  return scale + scale * rest
}

/**
 * e^(x + tail) as a pair with a relative error near 2^-60, for x in -708..709.
 *
 * The extra bits let a function built from it round once at its end.
 */
export function expPair(x: number, tail: number): Pair {
  const whole = STEPS_PER_LN2 * x + ROUNDER - ROUNDER
  const step = whole | 0
  const rest = expOfRest(x, tail, whole, step)
  const scale = (EXP_VALUE[step & 127] as number) * powerOfTwo(step >> 7)
  const hi = scale + scale * rest
  return { hi, lo: scale - hi + scale * rest }
}

/**
 * (hi + lo) * 2^exponent with one rounding, also where the result is subnormal; for hi in 2^-60..2^60
 * and an exponent in -1200..1023.
 */
export function scaleOnce(hi: number, lo: number, exponent: number): number {
  if (exponent >= -900) return (hi + lo) * powerOfTwo(exponent)
  // Scaled so that 1 is the smallest normal number: below it, adding 1 drops just the lost bits.
  const factor = powerOfTwo(exponent + 1022)
  const high = hi * factor
  const low = lo * factor
  const sum = high + low
  if (sum >= 1) return sum * powerOfTwo(-1022)
  const shifted = 1 + sum
  const left = 1 - shifted + sum + (high - sum + low)
  return (shifted + left - 1) * powerOfTwo(-1022)
}

/** e^r - 1 for what is left of x after `step` steps of ln2/128, together with the table's tail. */
function expOfRest(x: number, tail: number, whole: number, step: number): number {
  const r = x + whole * MINUS_STEP_HIGH + whole * MINUS_STEP_LOW + tail
  const r2 = r * r
  // The index is masked to 0..127, so the entry exists.
  const tableTail = EXP_TAIL[step & 127] as number
  return tableTail + r + r2 * (C2 + r * C3) + r2 * r2 * (C4 + r * C5)
}

function expAtTheEdge(x: number, tail: number): number {
  if (Number.isNaN(x)) return x
  if (x > 710) return Number.POSITIVE_INFINITY
  if (x < -746) return 0
  const whole = STEPS_PER_LN2 * x + ROUNDER - ROUNDER
  const step = whole | 0
  const rest = expOfRest(x, tail, whole, step)
  const value = EXP_VALUE[step & 127] as number
  if (x > 0) {
    // 2^1024 is not a double: half the scale first, twice the result after.
    const scale = value * powerOfTwo((step >> 7) - 1)
    return 2 * (scale + scale * rest)
  }
  return scaleOnce(value, value * rest, step >> 7)
}
