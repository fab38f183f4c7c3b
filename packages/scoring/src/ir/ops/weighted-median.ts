import { corrupt } from '../../corrupt.ts'
import type { WeightedMedianStep } from '../numeric-steps.ts'
import { checkFinite, float64Of, placeOf } from '../tensors.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** The value at which the weights reach half of their sum. */
export const weightedMedianOp = rowOp<WeightedMedianStep>({
  op: 'weightedMedian@1',
  parse: (fields) => ({
    op: 'weightedMedian@1',
    ...parseEnds(fields),
    weights: fields.name('weights'),
  }),
  coefficients: (step) => [step.weights],
  width: () => 1,
  validate: (step, { coefficients, widthOf }) => {
    const weights = float64Of(coefficients, step.weights, [widthOf(step.in)])
    checkFinite(step.weights, weights)
    const at = weights.findIndex((weight) => weight < 0)
    if (at >= 0) throw corrupt(placeOf(step.weights, at), String(weights[at]), 'zero or more')
  },
  prepare: (step, coefficients, width) => {
    const weights = float64Of(coefficients, step.weights)
    const order = Array.from({ length: width }, (_, i) => i)
    return (x, from, out, at) => {
      const value = (i: number) => x[from + i] as number
      // The sort is stable and NaN comes last, as in NumPy.
      const sorted = order.toSorted((a, b) => byValue(value(a), value(b)))
      let total = 0
      for (const i of sorted) total += weights[i] as number
      let sum = 0
      const half = sorted.find((i) => {
        sum += weights[i] as number
        return sum >= 0.5 * total
      })
      out[at] = value(half ?? 0)
    }
  },
})

function byValue(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  return Number.isNaN(b) ? -1 : a - b
}
