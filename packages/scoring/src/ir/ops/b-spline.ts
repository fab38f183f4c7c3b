import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { BSplineStep } from '../numeric-steps.ts'
import { checkFinite, float64Of, int32Of, placeOf } from '../tensors.ts'
import type { Coefficients } from '../types.ts'
import { checkLists, parseColumns, widthOfSizes } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

const mostDegree = 32

/** The B-splines of a column, by de Boor's recurrence, operation by operation as FITPACK has it. */
export const bSplineOp = rowOp<BSplineStep>({
  op: 'bSpline@1',
  parse: (fields) => ({
    op: 'bSpline@1',
    ...parseEnds(fields),
    columns: parseColumns(fields),
    sizes: fields.integers('sizes', 1, limits.width),
    degree: fields.integer('degree', 0, mostDegree),
    periodic: fields.boolean('periodic'),
    offsets: fields.name('offsets'),
    knots: fields.name('knots'),
  }),
  coefficients: (step) => [step.offsets, step.knots],
  width: widthOfSizes,
  validate: (step, { coefficients }) => {
    const { offsets, knots } = knotsOf(step, coefficients)
    const lists = { name: step.knots, data: knots }
    checkLists({ name: step.offsets, data: offsets }, lists, (before, here) => before <= here)
    checkFinite(step.knots, knots)
    for (const [i, size] of step.sizes.entries()) checkKnots(step, i, size, offsets, knots)
  },
  prepare: (step, coefficients) => {
    const { offsets, knots } = knotsOf(step, coefficients)
    const { columns, sizes, degree, periodic } = step
    const [own, before] = [new Float64Array(degree + 1), new Float64Array(degree + 1)]
    return (x, from, out, at) => {
      let written = at
      for (let i = 0; i < columns.length; i++) {
        const [first, size] = [offsets[i] as number, sizes[i] as number]
        const given = x[from + (columns[i] as number)] as number
        const low = knots[first + degree] as number
        const value = periodic
          ? low + remainder(given - low, (knots[first + size] as number) - low)
          : given
        out.fill(Number.isNaN(value) ? value : 0, written, written + size)
        if (!Number.isNaN(value)) {
          let here = first + degree
          while (here < first + size - 1 && (knots[here + 1] as number) <= value) here++
          takeSplines(own, before, knots, here, value)
          out.set(own, written + here - first - degree)
        }
        written += size
      }
    }
  },
})

/** Those that are not 0 between the knots `here` and `here + 1`, into `own`. */
function takeSplines(
  own: Float64Array,
  before: Float64Array,
  knots: Float64Array,
  here: number,
  x: number,
): void {
  own[0] = 1
  for (let j = 1; j < own.length; j++) {
    before.set(own)
    own[0] = 0
    for (let n = 1; n <= j; n++) {
      const [right, left] = [knots[here + n] as number, knots[here + n - j] as number]
      if (right === left) {
        own[n] = 0
        continue
      }
      const share = (before[n - 1] as number) / (right - left)
      own[n - 1] = (own[n - 1] as number) + share * (right - x)
      own[n] = share * (x - left)
    }
  }
}

/** What is left of x, with the sign of the period, as Python's `%` has it. */
function remainder(x: number, period: number): number {
  const left = x % period
  return left < 0 ? left + period : left + 0
}

/** Room for the splines, and a piece to stand in that is not empty. */
function checkKnots(
  { degree, offsets: name, knots: knotsName }: BSplineStep,
  i: number,
  size: number,
  offsets: Int32Array,
  knots: Float64Array,
): void {
  const [first, end] = [offsets[i] as number, offsets[i + 1] as number]
  const count = end - first
  if (size <= degree || count !== size + degree + 1) {
    const expected = `${size + degree + 1}, for ${size} splines of degree ${degree}`
    throw corrupt(placeOf(name, i + 1), `${count} knots`, expected)
  }
  const [low, high] = [knots[first + degree] as number, knots[first + size] as number]
  if (low < high) return
  throw corrupt(placeOf(knotsName, first + size), String(high), `more than ${low}`)
}

function knotsOf(step: BSplineStep, all: Coefficients) {
  return {
    offsets: int32Of(all, step.offsets, [step.columns.length + 1]),
    knots: float64Of(all, step.knots),
  }
}
