import type { ClassifyStep } from '../types.ts'
import type { Op } from './op.ts'

/** The class with the largest column. */
export const classifyOp: Op<ClassifyStep> = {
  op: 'classify@1',
  parse: (fields) => ({ op: 'classify@1', in: fields.name('in'), out: fields.name('out') }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: () => 1,
  validate: () => {},
  execute: (step, row) => {
    const x = row.value(step.in)
    return Float64Array.of(indexOfLargest(x, 0, x.length))
  },
}

/** Index, counted from `start`, of the largest of `width` numbers; ties to the first, NaN never. */
export function indexOfLargest(x: Float64Array, start: number, width: number): number {
  let best = 0
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < width; i++) {
    const value = x[start + i] as number
    if (value > largest) {
      largest = value
      best = i
    }
  }
  return best
}
