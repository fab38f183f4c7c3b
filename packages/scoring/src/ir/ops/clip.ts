import { corrupt } from '../../corrupt.ts'
import type { ClipStep } from '../numeric-steps.ts'
import { checkNumbers, float64Of, placeOf } from '../tensors.ts'
import { checkColumns, parseColumns } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** The nearest number within bounds, column by column. */
export const clipOp = rowOp<ClipStep>({
  op: 'clip@1',
  parse: (fields) => ({
    op: 'clip@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    lower: fields.name('lower'),
    upper: fields.name('upper'),
  }),
  coefficients: (step) => [step.lower, step.upper],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const shape = [step.columns.length]
    const lower = float64Of(coefficients, step.lower, shape)
    const upper = float64Of(coefficients, step.upper, shape)
    checkNumbers(step.lower, lower)
    checkNumbers(step.upper, upper)
    // As long as each other.
    const at = lower.findIndex((bound, i) => bound > (upper[i] as number))
    if (at >= 0) throw corrupt(placeOf(step.lower, at), String(lower[at]), `at most ${upper[at]}`)
  },
  prepare: (step, coefficients) => {
    const columns = Int32Array.from(step.columns)
    const lower = float64Of(coefficients, step.lower)
    const upper = float64Of(coefficients, step.upper)
    return (x, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        const value = x[from + (columns[i] as number)] as number
        const [least, most] = [lower[i] as number, upper[i] as number]
        // Both comparisons fail for NaN.
        out[at + i] = value < least ? least : value > most ? most : value
      }
    }
  },
})
