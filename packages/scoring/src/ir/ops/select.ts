import type { SelectStep } from '../types.ts'
import { checkColumns, parseColumns } from './columns.ts'
import type { Op } from './op.ts'

/** Some columns of a value, in the order they are named. */
export const selectOp: Op<SelectStep> = {
  op: 'select@1',
  parse: (fields) => ({
    op: 'select@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: () => {},
  execute: (step, row) => {
    const x = row.value(step.in)
    return Float64Array.from(step.columns, (column) => x[column] as number)
  },
}
