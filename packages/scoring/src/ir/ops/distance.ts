import { limits } from '../limits.ts'
import type { DistanceStep } from '../numeric-steps.ts'
import { checkFinite, float64Of } from '../tensors.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** How far a row is from each of some points. */
export const distanceOp = rowOp<DistanceStep>({
  op: 'distance@1',
  parse: (fields) => ({
    op: 'distance@1',
    ...parseEnds(fields),
    points: fields.name('points'),
    count: fields.integer('count', 1, limits.width),
    by: fields.oneOf('by', ['squaredEuclidean', 'manhattan', 'chebyshev']),
  }),
  coefficients: (step) => [step.points],
  width: (step) => step.count,
  validate: (step, { coefficients, widthOf }) => {
    const shape = [step.count, widthOf(step.in)]
    checkFinite(step.points, float64Of(coefficients, step.points, shape))
  },
  prepare: ({ count, by, points: name }, coefficients, width) => {
    const points = float64Of(coefficients, name, [count, width])
    return (x, from, out, at) => {
      for (let k = 0; k < count; k++) {
        let sum = 0
        for (let j = 0; j < width; j++) {
          const gap = Math.abs((x[from + j] as number) - (points[k * width + j] as number))
          if (by === 'squaredEuclidean') sum += gap * gap
          else if (by === 'manhattan') sum += gap
          else sum = Math.max(sum, gap)
        }
        out[at + k] = sum
      }
    }
  },
})
