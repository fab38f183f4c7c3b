import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { FillNearestStep } from '../numeric-steps.ts'
import { checkFinite, float64Of, placeOf } from '../tensors.ts'
import type { Coefficients } from '../types.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** Missing values become what the nearest known rows have there. */
export const fillNearestOp = rowOp<FillNearestStep>({
  op: 'fillNearest@1',
  parse: (fields) => ({
    op: 'fillNearest@1',
    ...parseEnds(fields),
    rows: fields.integer('rows', 1, limits.width),
    k: fields.integer('k', 1, limits.width),
    weights: fields.oneOf('weights', ['uniform', 'distance']),
    points: fields.name('points'),
    means: fields.name('means'),
  }),
  coefficients: (step) => [step.points, step.means],
  width: (step, widthOf) => widthOf(step.in),
  validate: (step, { coefficients, widthOf }) => {
    const { points, means } = arraysOf(step, coefficients, widthOf(step.in))
    const far = points.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY)
    if (far >= 0) throw corrupt(placeOf(step.points, far), String(points[far]), 'a number or NaN')
    checkFinite(step.means, means)
  },
  prepare: (step, coefficients, width) => {
    const { points, means } = arraysOf(step, coefficients, width)
    const distances = new Float64Array(step.rows)
    const nearest = new Int32Array(Math.min(step.k, step.rows))
    const byDistance = step.weights === 'distance'
    return (x, from, out, at) => {
      let isMeasured = false
      for (let j = 0; j < width; j++) {
        const value = x[from + j] as number
        out[at + j] = value
        if (!Number.isNaN(value)) continue
        if (!isMeasured) measure(x, from, points, distances)
        isMeasured = true
        const column = { points, j, width }
        const kept = findDonors(column, distances, nearest)
        out[at + j] =
          kept === 0
            ? (means[j] as number)
            : meanOf(column, distances, nearest.subarray(0, kept), byDistance)
      }
    }
  },
})

function arraysOf(step: FillNearestStep, coefficients: Coefficients, width: number) {
  return {
    points: float64Of(coefficients, step.points, [step.rows, width]),
    means: float64Of(coefficients, step.means, [width]),
  }
}

/**
 * Distances by the columns that both rows have, as if they had all; NaN where there are none. What cancels
 * leaves the rounding that it leaves in scikit-learn's nan_euclidean_distances, as small distances weigh much.
 */
function measure(
  x: Float64Array,
  from: number,
  points: Float64Array,
  distances: Float64Array,
): void {
  const width = points.length / distances.length
  for (let row = 0; row < distances.length; row++) {
    let [ofRow, ofPoint, product, lacking, count] = [0, 0, 0, 0, 0]
    for (let j = 0; j < width; j++) {
      const value = x[from + j] as number
      const point = points[row * width + j] as number
      const [hasValue, hasPoint] = [!Number.isNaN(value), !Number.isNaN(point)]
      if (hasValue) ofRow += value * value
      if (hasPoint) ofPoint += point * point
      if (hasValue && hasPoint) {
        product += value * point
        count++
      } else if (hasValue) lacking += value * value
    }
    const all = Math.max(0, -2 * product + ofRow + ofPoint) - lacking
    const both = Math.max(0, all - lackedBy(x, from, points, row * width, width))
    distances[row] = count === 0 ? Number.NaN : Math.sqrt((both / count) * width)
  }
}

/** Squares of the point's numbers that the row lacks. */
function lackedBy(
  x: Float64Array,
  from: number,
  points: Float64Array,
  at: number,
  width: number,
): number {
  let sum = 0
  for (let j = 0; j < width; j++) {
    const point = points[at + j] as number
    if (Number.isNaN(x[from + j] as number) && !Number.isNaN(point)) sum += point * point
  }
  return sum
}

interface Column {
  readonly points: Float64Array
  readonly j: number
  readonly width: number
}

/** The nearest rows that have the column, from the nearest on, and how many there are. */
function findDonors(
  { points, j, width }: Column,
  distances: Float64Array,
  nearest: Int32Array,
): number {
  let kept = 0
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row] as number
    if (Number.isNaN(distance) || Number.isNaN(points[row * width + j] as number)) continue
    let place = kept
    while (place > 0 && distance < (distances[nearest[place - 1] as number] as number)) place--
    if (place >= nearest.length) continue
    if (kept < nearest.length) kept++
    nearest.copyWithin(place + 1, place, kept - 1)
    nearest[place] = row
  }
  return kept
}

function meanOf(
  { points, j, width }: Column,
  distances: Float64Array,
  donors: Int32Array,
  byDistance: boolean,
): number {
  const hasZero = byDistance && distances[donors[0] as number] === 0
  let [sum, total] = [0, 0]
  for (const row of donors) {
    const distance = distances[row] as number
    const weight = !byDistance ? 1 : hasZero ? Number(distance === 0) : 1 / distance
    sum += weight * (points[row * width + j] as number)
    total += weight
  }
  return sum / total
}
