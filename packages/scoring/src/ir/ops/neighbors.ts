import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { NeighborsStep } from '../numeric-steps.ts'
import { checkFinite, float64Of } from '../tensors.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** The mean of numbers that belong to the nearest points. */
export const neighborsOp = rowOp<NeighborsStep>({
  op: 'neighbors@1',
  parse: (fields) => ({
    op: 'neighbors@1',
    ...parseEnds(fields),
    k: fields.integer('k', 1, limits.width),
    weights: fields.oneOf('weights', ['uniform', 'distance']),
    targets: fields.integer('targets', 1, limits.width),
    values: fields.name('values'),
  }),
  coefficients: (step) => [step.values],
  width: ({ in: name, k, targets }, widthOf, place) => {
    if (k <= widthOf(name)) return targets
    throw corrupt(`${place}/k`, String(k), `at most ${widthOf(name)}, the number of points`)
  },
  validate: (step, { coefficients, widthOf }) => {
    const shape = [widthOf(step.in), step.targets]
    checkFinite(step.values, float64Of(coefficients, step.values, shape))
  },
  prepare: (step, coefficients, width) => {
    const { k, targets } = step
    const values = float64Of(coefficients, step.values, [width, targets])
    const [nearest, weights] = [new Int32Array(k), new Float64Array(k)]
    return (x, from, out, at) => {
      findNearest(x, from, width, nearest)
      weigh(x, from, nearest, step.weights === 'distance', weights)
      for (let target = 0; target < targets; target++) {
        let [sum, total] = [0, 0]
        for (let i = 0; i < k; i++) {
          const weight = weights[i] as number
          sum += weight * (values[(nearest[i] as number) * targets + target] as number)
          total += weight
        }
        out[at + target] = sum / total
      }
    }
  },
})

/** The nearest points, from the nearest on: those that are kept are inserted in order. */
function findNearest(x: Float64Array, from: number, width: number, nearest: Int32Array): void {
  let kept = 0
  for (let point = 0; point < width; point++) {
    const distance = x[from + point] as number
    let place = kept
    while (place > 0 && distance < (x[from + (nearest[place - 1] as number)] as number)) place--
    if (place >= nearest.length) continue
    if (kept < nearest.length) kept++
    nearest.copyWithin(place + 1, place, kept - 1)
    nearest[place] = point
  }
}

function weigh(
  x: Float64Array,
  from: number,
  nearest: Int32Array,
  byDistance: boolean,
  weights: Float64Array,
): void {
  const hasZero = byDistance && nearest.some((point) => x[from + point] === 0)
  for (let i = 0; i < nearest.length; i++) {
    const distance = x[from + (nearest[i] as number)] as number
    weights[i] = !byDistance ? 1 : hasZero ? Number(distance === 0) : 1 / distance
  }
}
