import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { PiecewiseStep } from '../numeric-steps.ts'
import { checkFinite, float64Of, int32Of, placeOf } from '../tensors.ts'
import type { Coefficients } from '../types.ts'
import { checkLists, parseColumns, widthOfSizes } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

const mostDegree = 32

/** Polynomials of a column, others from each break on. */
export const piecewiseOp = rowOp<PiecewiseStep>({
  op: 'piecewise@1',
  parse: (fields) => ({
    op: 'piecewise@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    sizes: fields.integers('sizes', 1, limits.width),
    degree: fields.integer('degree', 0, mostDegree),
    offsets: fields.name('offsets'),
    breaks: fields.name('breaks'),
    coefficients: fields.name('coefficients'),
  }),
  coefficients: (step) => [step.offsets, step.breaks, step.coefficients],
  width: widthOfSizes,
  validate: (step, { coefficients }) => {
    const { offsets, breaks, numbers } = piecesOf(step, coefficients)
    const lists = { name: step.breaks, data: breaks }
    checkLists({ name: step.offsets, data: offsets }, lists, (before, here) => before < here)
    checkFinite(step.breaks, breaks)
    checkFinite(step.coefficients, numbers)
    const count = step.sizes.reduce((sum, size, i) => {
      const own = (offsets[i + 1] as number) - (offsets[i] as number)
      if (own < 2) throw corrupt(placeOf(step.offsets, i + 1), `${own} breaks`, 'at least 2')
      return sum + (own - 1) * size * (step.degree + 1)
    }, 0)
    if (numbers.length === count) return
    throw corrupt(placeOf(step.coefficients), `${numbers.length} numbers`, String(count))
  },
  prepare: (step, coefficients) => {
    const { offsets, breaks, numbers } = piecesOf(step, coefficients)
    const { columns, sizes, degree } = step
    return (x, from, out, at) => {
      let [written, first] = [at, 0]
      for (let i = 0; i < columns.length; i++) {
        const value = x[from + (columns[i] as number)] as number
        const [start, end] = [offsets[i] as number, offsets[i + 1] as number]
        let piece = start
        while (piece < end - 2 && (breaks[piece + 1] as number) <= value) piece++
        const size = sizes[i] as number
        const gap = value - (breaks[piece] as number)
        for (let k = 0; k < size; k++) {
          const lowest = first + ((piece - start) * size + k) * (degree + 1)
          let sum = 0
          for (let p = degree; p >= 0; p--) sum = sum * gap + (numbers[lowest + p] as number)
          out[written++] = sum
        }
        first += (end - start - 1) * size * (degree + 1)
      }
    }
  },
})

function piecesOf(step: PiecewiseStep, all: Coefficients) {
  return {
    offsets: int32Of(all, step.offsets, [step.columns.length + 1]),
    breaks: float64Of(all, step.breaks),
    numbers: float64Of(all, step.coefficients),
  }
}
