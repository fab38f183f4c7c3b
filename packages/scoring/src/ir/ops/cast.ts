import { toHalf } from '../half.ts'
import type { CastStep } from '../types.ts'
import type { Op } from './op.ts'

/** Every column in another type of number. */
export const castOp: Op<CastStep> = {
  op: 'cast@1',
  parse: (fields) => ({
    op: 'cast@1',
    in: fields.name('in'),
    out: fields.name('out'),
    to: fields.oneOf('to', ['f32', 'f16', 'integer']),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf) => widthOf(step.in),
  validate: () => {},
  execute: (step, row) => row.value(step.in).map((x) => castNumber(x, step.to)),
}

/** One number in another type; 0 + makes +0 of what is cut off to -0. */
export function castNumber(x: number, to: CastStep['to']): number {
  if (to === 'f32') return Math.fround(x)
  return to === 'f16' ? toHalf(x) : 0 + Math.trunc(x)
}
