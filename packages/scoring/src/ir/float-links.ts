import { libcExp } from '../libc/libc-exp.ts'
import { libcLog1p } from '../libc/libc-log1p.ts'
import type { Run } from './run.ts'

// Links as XGBoost computes them (src/common/math.h), every operation rounded to a 32-bit float, with
// the functions of the C library that it runs with on Linux.

/** Keeps expf from overflowing. */
const mostExponent = Math.fround(88.7)
const sigmoidEpsilon = Math.fround(1e-16)
/** kRtEps. */
const gap = Math.fround(1e-6)

export function sigmoidFloat(x: number): number {
  const power = libcExp(Math.min(-x, mostExponent))
  return Math.fround(1 / Math.fround(Math.fround(power + 1) + sigmoidEpsilon))
}

/** The sum is a double, rounded to a float at its end. */
export function softmaxFloat({ data, start, width }: Run, out: Float64Array, at: number): void {
  let largest = data[start] as number
  for (let i = 1; i < width; i++) {
    const x = data[start + i] as number
    if (x > largest || Number.isNaN(largest)) largest = x
  }
  let sum = 0
  for (let i = 0; i < width; i++) {
    const power = libcExp(Math.fround((data[start + i] as number) - largest))
    out[at + i] = power
    sum += power
  }
  const divisor = Math.fround(sum)
  for (let i = 0; i < width; i++) out[at + i] = Math.fround((out[at + i] as number) / divisor)
}

/** ExpectileRegression::PredTransform. */
export function expectilesFloat({ data, start, width }: Run, out: Float64Array, at: number): void {
  let expectile = data[start] as number
  out[at] = expectile
  for (let i = 1; i < width; i++) {
    expectile = Math.fround(expectile + Math.fround(gap + softplusFloat(data[start + i] as number)))
    out[at + i] = expectile
  }
}

function softplusFloat(x: number): number {
  if (x > 0) return Math.fround(x + libcLog1p(libcExp(-x)))
  return libcLog1p(libcExp(x))
}
