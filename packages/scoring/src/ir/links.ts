import { exp, log1p, softmaxInPlace } from '@ratchet-ml/stats'
import { libcExp } from '../libc/libc-exp.ts'
import { expectilesFloat, sigmoidFloat, softmaxFloat } from './float-links.ts'
import type { Run } from './run.ts'
import type { Link } from './types.ts'

/** From margins to `width` answers at `at`; in place too, where both runs start at one spot. */
export type LinkFunction = (margins: Run, out: Float64Array, at: number) => void

/** The function that a link stands for. The sigmoid is written as LightGBM computes it. */
export function toLinkFunction(link: Link): LinkFunction {
  switch (link.kind) {
    case 'identity':
      return each((x) => x)
    case 'sigmoid':
    case 'sigmoidEach':
      return each((x) => 1 / (1 + exp(-link.alpha * x)))
    case 'softmax':
      return softmax
    case 'exp':
      return each(exp)
    case 'log1pExp':
      return each((x) => log1p(exp(x)))
    case 'signedSquare':
      return each((x) => Math.sign(x) * x * x)
    case 'isPositive':
      return each((x) => (x > 0 ? 1 : 0))
    case 'sigmoidFloat':
      return each(sigmoidFloat)
    case 'softmaxFloat':
      return softmaxFloat
    case 'expFloat':
      return each(libcExp)
    case 'softmaxNonzero':
      return softmaxNonzero
    case 'ascending':
      return sortAscending
    case 'expectilesFloat':
      return expectilesFloat
  }
}

/** The other side of a share of two. */
export function complementOf({ kind }: Link, share: number): number {
  return kind === 'sigmoidFloat' ? Math.fround(1 - share) : 1 - share
}

function each(f: (x: number) => number): LinkFunction {
  return ({ data, start, width }, out, at) => {
    for (let i = 0; i < width; i++) out[at + i] = f(data[start + i] as number)
  }
}

/** In the order of operations of LightGBM's Common::Softmax. */
function softmax({ data, start, width }: Run, out: Float64Array, at: number): void {
  for (let i = 0; i < width; i++) out[at + i] = data[start + i] as number
  softmaxInPlace(out, at, width)
}

/** What counts as zero is below 1e-7. */
function softmaxNonzero({ data, start, width }: Run, out: Float64Array, at: number): void {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < width; i++) largest = Math.max(largest, data[start + i] as number)
  let sum = 0
  for (let i = 0; i < width; i++) {
    const x = data[start + i] as number
    const power = Math.abs(x) > 1e-7 ? exp(x - largest) : x * exp(-largest)
    out[at + i] = power
    sum += power
  }
  for (let i = 0; i < width; i++) out[at + i] = sum === 0 ? 0.5 : (out[at + i] as number) / sum
}

/** Insertion sort, so that 0 and -0, and whatever is beside a NaN, keep their order. */
function sortAscending({ data, start, width }: Run, out: Float64Array, at: number): void {
  for (let i = 0; i < width; i++) {
    const value = data[start + i] as number
    let to = at + i
    for (; to > at && (out[to - 1] as number) > value; to--) out[to] = out[to - 1] as number
    out[to] = value
  }
}
