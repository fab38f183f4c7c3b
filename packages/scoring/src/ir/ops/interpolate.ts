import { corrupt } from '../../corrupt.ts'
import type { InterpolateStep } from '../numeric-steps.ts'
import { checkFinite, float64Of, int32Of, placeOf } from '../tensors.ts'
import type { Coefficients } from '../types.ts'
import { checkColumns, checkLists, parseColumns } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** The straight line between the knots beside a value, column by column. */
export const interpolateOp = rowOp<InterpolateStep>({
  op: 'interpolate@1',
  parse: (fields) => ({
    op: 'interpolate@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    offsets: fields.name('offsets'),
    x: fields.name('x'),
    y: fields.name('y'),
  }),
  coefficients: (step) => [step.offsets, step.x, step.y],
  width: (step, widthOf, place) => {
    checkColumns(step.columns, widthOf(step.in), place)
    return step.columns.length
  },
  validate: (step, { coefficients }) => {
    const { offsets, x, y } = knotsOf(step, coefficients)
    const lists = { name: step.x, data: x }
    checkLists({ name: step.offsets, data: offsets }, lists, (before, here) => before <= here)
    checkFinite(step.x, x)
    checkFinite(step.y, y)
    for (let i = 0; i < step.columns.length; i++) {
      if ((offsets[i + 1] as number) > (offsets[i] as number)) continue
      throw corrupt(placeOf(step.offsets, i + 1), 'no knot of a column', 'at least one')
    }
  },
  prepare: (step, coefficients) => {
    const { offsets, x, y } = knotsOf(step, coefficients)
    const columns = Int32Array.from(step.columns)
    return (values, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        const value = values[from + (columns[i] as number)] as number
        const [start, end] = [offsets[i] as number, offsets[i + 1] as number]
        out[at + i] = interpolate(value, { x, y, start, end })
      }
    }
  },
})

interface Knots {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly start: number
  readonly end: number
}

function interpolate(value: number, { x, y, start, end }: Knots): number {
  if (Number.isNaN(value)) return value
  const last = end - 1
  if (value < (x[start] as number)) return y[start] as number
  if (value >= (x[last] as number)) return y[last] as number
  let [low, high] = [start, last]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((x[middle] as number) <= value) low = middle
    else high = middle
  }
  // Knots `low` and `low + 1` lie in the list, and the first is below the second.
  const [x0, y0] = [x[low] as number, y[low] as number]
  if (value === x0) return y0
  const slope = ((y[high] as number) - y0) / ((x[high] as number) - x0)
  return slope * (value - x0) + y0
}

function knotsOf(step: InterpolateStep, all: Coefficients) {
  const x = float64Of(all, step.x)
  return {
    offsets: int32Of(all, step.offsets, [step.columns.length + 1]),
    x,
    y: float64Of(all, step.y, [x.length]),
  }
}
