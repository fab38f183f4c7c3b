import { checkFinite, float64Of } from '../tensors.ts'
import type { ImputeStep } from '../types.ts'
import { checkColumns, parseColumns } from './columns.ts'
import type { Op } from './op.ts'

/** NaN becomes the column's stand-in. */
export const imputeOp: Op<ImputeStep> = {
  op: 'impute@1',
  parse: (fields) => ({
    op: 'impute@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
    values: fields.name('values'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [step.values],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    checkFinite(step.values, float64Of(coefficients, step.values, [step.columns.length]))
  },
  execute: (step, row) => {
    const x = row.value(step.in)
    const values = float64Of(row.coefficients, step.values)
    return Float64Array.from(step.columns, (column, i) => {
      const value = x[column] as number
      return Number.isNaN(value) ? (values[i] as number) : value
    })
  },
}
