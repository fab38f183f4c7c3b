import type { ConcatStep } from '../types.ts'
import type { Op } from './op.ts'

/** Values side by side, in the order they are named. */
export const concatOp: Op<ConcatStep> = {
  op: 'concat@1',
  parse: (fields) => ({ op: 'concat@1', in: fields.names('in'), out: fields.name('out') }),
  inputs: (step) => step.in,
  coefficients: () => [],
  width: (step, widthOf) => step.in.reduce((sum, name) => sum + widthOf(name), 0),
  validate: () => {},
  execute: (step, row) => Float64Array.from(step.in.flatMap((name) => [...row.value(name)])),
}
