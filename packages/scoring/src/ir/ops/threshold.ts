import type { ThresholdStep } from '../types.ts'
import type { Op } from './op.ts'

/** 1 for columns above a bound, 0 for the others. */
export const thresholdOp: Op<ThresholdStep> = {
  op: 'threshold@1',
  parse: (fields) => ({
    op: 'threshold@1',
    in: fields.name('in'),
    out: fields.name('out'),
    bound: fields.finite('bound'),
    orEqual: fields.boolean('orEqual'),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf) => widthOf(step.in),
  validate: () => {},
  execute: ({ in: name, bound, orEqual }, row) =>
    row.value(name).map((x) => (x > bound || (orEqual && x === bound) ? 1 : 0)),
}
