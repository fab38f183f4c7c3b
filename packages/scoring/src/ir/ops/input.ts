import { limits } from '../limits.ts'
import type { InputStep } from '../types.ts'
import type { Op } from './op.ts'

/** The encoded row itself. */
export const inputOp: Op<InputStep> = {
  op: 'input@1',
  parse: (fields) => ({
    op: 'input@1',
    out: fields.name('out'),
    width: fields.integer('width', 1, limits.width),
  }),
  inputs: () => [],
  coefficients: () => [],
  width: (step) => step.width,
  validate: () => {},
  execute: (_step, row) => row.input,
}
