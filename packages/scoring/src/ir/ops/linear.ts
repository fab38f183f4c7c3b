import { limits } from '../limits.ts'
import { checkFinite, checkFloats, float64Of } from '../tensors.ts'
import type { LinearStep } from '../types.ts'
import type { Op } from './op.ts'

/** A weighted sum per target, term by term in index order. */
export const linearOp: Op<LinearStep> = {
  op: 'linear@1',
  parse: (fields) => ({
    op: 'linear@1',
    in: fields.name('in'),
    out: fields.name('out'),
    targets: fields.integer('targets', 1, limits.width),
    ...(fields.has('accumulate') && {
      accumulate: fields.oneOf('accumulate', ['f64', 'f32']),
    }),
    ...(fields.has('biasLast') && { biasLast: fields.boolean('biasLast') }),
    weights: fields.name('weights'),
    bias: fields.name('bias'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [step.weights, step.bias],
  width: (step) => step.targets,
  validate: (step, { widthOf, coefficients }) => {
    const weights = float64Of(coefficients, step.weights, [step.targets, widthOf(step.in)])
    const bias = float64Of(coefficients, step.bias, [step.targets])
    checkFinite(step.weights, weights)
    checkFinite(step.bias, bias)
    if (step.accumulate !== 'f32') return
    checkFloats(step.weights, weights)
    checkFloats(step.bias, bias)
  },
  execute: (step, row) => {
    const x = row.value(step.in)
    const weights = float64Of(row.coefficients, step.weights, [step.targets, x.length])
    const bias = float64Of(row.coefficients, step.bias)
    return Float64Array.from({ length: step.targets }, (_, target) => {
      const round = step.accumulate === 'f32' ? Math.fround : (value: number) => value
      let sum = step.biasLast === true ? 0 : 0 + (bias[target] as number)
      for (let j = 0; j < x.length; j++) {
        sum = round(sum + round((weights[target * x.length + j] as number) * round(x[j] as number)))
      }
      return step.biasLast === true ? round(sum + (bias[target] as number)) : sum
    })
  },
}
