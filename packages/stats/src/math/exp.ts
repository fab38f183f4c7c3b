import { powerOfTwo } from './bits.ts'
import type { Pair } from './double-double.ts'
import {
  EXP_HIGH,
  EXP_LOW,
  EXP_STEP_HIGH,
  EXP_STEP_LOW,
  EXP_STEPS,
  EXP_TERMS,
} from './tables/exp-table.ts'

/** (hi + lo) * 2^exponent. */
export type ScaledPair = Pair & { readonly exponent: number }

const STEPS_PER_UNIT = 1 / (EXP_STEP_HIGH + EXP_STEP_LOW)
const [C2, C3, C4, C5] = EXP_TERMS

/**
 * e^x, error below 0.52 ulp, the same bits on every engine.
 *
 * 0 below -745.14, Infinity above 709.79, NaN for NaN.
 * Source: P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE
 * floating-point arithmetic", ACM TOMS 15 (1989), with 256 steps an octave; the reduction in two
 * parts is that of W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980).
 */
export function exp(x: number): number {
  return expOfSum(x, 0)
}

/** e^(x + tail) rounded once, for a tail below 2^-15 and below |x|. */
export function expOfSum(x: number, tail: number): number {
  // Outside, the power of two or the result may not be a normal number.
  if (!(x > -708 && x < 709)) return expAtTheEdge(x, tail)
  const step = nearestStep(x)
  const j = step & (EXP_STEPS - 1)
  // The index is in range.
  const significand = (EXP_HIGH[j] as number) + offTheStep(x, tail, step)
  return significand * powerOfTwo(step >> 8)
}

/**
 * e^(x + tail) as a pair with a relative error near 2^-61, for x in -708..709.
 *
 * The extra bits let a function built from it round once at its end.
 */
export function expPair(x: number, tail: number): Pair {
  const { hi, lo, exponent } = expScaled(x, tail)
  const factor = powerOfTwo(exponent)
  return { hi: hi * factor, lo: lo * factor }
}

/** The same with its power of two apart, so that |x| may be up to 1400. */
export function expScaled(x: number, tail: number): ScaledPair {
  const step = nearestStep(x)
  const value = EXP_HIGH[step & (EXP_STEPS - 1)] as number // the index is in range
  const rest = offTheStep(x, tail, step)
  const hi = value + rest
  return { hi, lo: value - hi + rest, exponent: step >> 8 }
}

/**
 * (hi + lo) * 2^exponent rounded once, also where the result is subnormal; for hi in 2^-60..2^60
 * and an exponent in -1200..1024.
 */
export function scaleOnce(hi: number, lo: number, exponent: number): number {
  if (exponent > 900) return (hi + lo) * powerOfTwo(exponent - 1) * 2
  if (exponent > -900) return (hi + lo) * powerOfTwo(exponent)
  // Where this is the smallest normal number, and its last bit the least subnormal one.
  const smallestNormal = powerOfTwo(-1022 - exponent)
  const up = powerOfTwo(exponent + 300)
  if (hi >= smallestNormal) return (hi + lo) * up * DOWN_300
  // Adding it drops exactly the bits that the result cannot hold, and they round together with lo.
  const sum = smallestNormal + hi
  const rounded = sum + (smallestNormal - sum + hi + lo)
  return (rounded - smallestNormal) * up * DOWN_300
}

const DOWN_300 = powerOfTwo(-300)

function nearestStep(x: number): number {
  return Math.floor(x * STEPS_PER_UNIT + 0.5) | 0
}

/** e^(x + tail) 2^-(step >> 8) less the high part of the table's value. */
function offTheStep(x: number, tail: number, step: number): number {
  const j = step & (EXP_STEPS - 1)
  const main = x - step * EXP_STEP_HIGH
  const correction = tail - step * EXP_STEP_LOW
  const r = main + correction
  const r2 = r * r
  const power = main + (correction + r2 * (C2 + r * C3 + r2 * (C4 + r * C5)))
  // The index is in range.
  return (EXP_HIGH[j] as number) * power + (EXP_LOW[j] as number)
}

function expAtTheEdge(x: number, tail: number): number {
  if (x >= 710) return Number.POSITIVE_INFINITY
  if (x <= -746) return 0
  if (Number.isNaN(x)) return x
  const { hi, lo, exponent } = expScaled(x, tail)
  return scaleOnce(hi, lo, exponent)
}
