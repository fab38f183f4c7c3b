import type { MultiplyAddStep } from '../numeric-steps.ts'
import { checkFinite, float64Of } from '../tensors.ts'
import { checkColumns, parseColumns } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** x * factor + term, column by column, two roundings. */
export const multiplyAddOp = rowOp<MultiplyAddStep>({
  op: 'multiplyAdd@1',
  parse: (fields) => ({
    op: 'multiplyAdd@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    factors: fields.name('factors'),
    terms: fields.name('terms'),
  }),
  coefficients: (step) => [step.factors, step.terms],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const shape = [step.columns.length]
    checkFinite(step.factors, float64Of(coefficients, step.factors, shape))
    checkFinite(step.terms, float64Of(coefficients, step.terms, shape))
  },
  prepare: (step, coefficients) => {
    const columns = Int32Array.from(step.columns)
    const factors = float64Of(coefficients, step.factors)
    const terms = float64Of(coefficients, step.terms)
    return (x, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        const value = x[from + (columns[i] as number)] as number
        out[at + i] = value * (factors[i] as number) + (terms[i] as number)
      }
    }
  },
})
