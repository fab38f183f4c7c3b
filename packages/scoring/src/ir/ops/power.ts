import { expm1, log, log1p } from '@ratchet-ml/stats'
import type { PowerStep } from '../numeric-steps.ts'
import { checkFinite, float64Of } from '../tensors.ts'
import { checkColumns, parseColumns } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** A power of every column with an exponent of its own. */
export const powerOp = rowOp<PowerStep>({
  op: 'power@1',
  parse: (fields) => ({
    op: 'power@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    exponents: fields.name('exponents'),
    kind: fields.oneOf('kind', ['boxCox', 'yeoJohnson']),
  }),
  coefficients: (step) => [step.exponents],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const shape = [step.columns.length]
    checkFinite(step.exponents, float64Of(coefficients, step.exponents, shape))
  },
  prepare: (step, coefficients) => {
    const columns = Int32Array.from(step.columns)
    const exponents = float64Of(coefficients, step.exponents)
    const power = step.kind === 'boxCox' ? boxCox : yeoJohnson
    return (x, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        out[at + i] = power(x[from + (columns[i] as number)] as number, exponents[i] as number)
      }
    }
  },
})

function boxCox(x: number, exponent: number): number {
  return ofLogarithm(log(x), exponent)
}

function yeoJohnson(x: number, exponent: number): number {
  return x < 0 ? -ofLogarithm(log1p(-x), 2 - exponent) : ofLogarithm(log1p(x), exponent)
}

function ofLogarithm(logarithm: number, exponent: number): number {
  return exponent === 0 ? logarithm : expm1(exponent * logarithm) / exponent
}
