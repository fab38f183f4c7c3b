import { exp, log1p } from '@ratchet-ml/stats'
import type { Link } from './types.ts'

/** A run of `width` doubles inside a larger array. */
export interface Run {
  readonly data: Float64Array
  readonly start: number
  readonly width: number
}

/** From margins to answers; in place too, when both runs start at the same spot. */
export function applyLink(link: Link, margins: Run, out: Float64Array, at: number): void {
  if (link.kind === 'softmax') softmax(margins, out, at)
  else applyEach(elementOf(link), margins, out, at)
}

/** The function of one margin. The sigmoid is written as LightGBM and others compute it. */
function elementOf(link: Exclude<Link, { kind: 'softmax' }>): (x: number) => number {
  switch (link.kind) {
    case 'identity':
      return (x) => x
    case 'sigmoid':
    case 'sigmoidEach':
      return (x) => 1 / (1 + exp(-link.alpha * x))
    case 'exp':
      return exp
    case 'log1pExp':
      return (x) => log1p(exp(x))
    case 'signedSquare':
      return (x) => Math.sign(x) * x * x
  }
}

function applyEach(
  f: (x: number) => number,
  { data, start, width }: Run,
  out: Float64Array,
  at: number,
): void {
  for (let i = 0; i < width; i++) out[at + i] = f(data[start + i] as number)
}

/** exp(x - max) over its sum, both in index order, as LightGBM's Common::Softmax. */
function softmax({ data, start, width }: Run, out: Float64Array, at: number): void {
  let largest = data[start] as number
  for (let i = 1; i < width; i++) {
    const value = data[start + i] as number
    if (value > largest) largest = value
  }
  let sum = 0
  for (let i = 0; i < width; i++) {
    const value = exp((data[start + i] as number) - largest)
    out[at + i] = value
    sum += value
  }
  for (let i = 0; i < width; i++) out[at + i] = (out[at + i] as number) / sum
}
