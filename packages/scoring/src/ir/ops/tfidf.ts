import { log } from '@ratchet-ml/stats'
import { checkFinite, float64Of } from '../tensors.ts'
import type { TfidfStep } from '../text-steps.ts'
import { parseEnds, rowOp } from './row-op.ts'
import { sizeOf } from './size-of-row.ts'

/** Counts weighed by how rare their terms are, and a row divided by its own size. */
export const tfidfOp = rowOp<TfidfStep>({
  op: 'tfidf@1',
  parse: (fields) => ({
    op: 'tfidf@1',
    ...parseEnds(fields),
    sublinear: fields.boolean('sublinear'),
    ...(fields.has('factors') && { factors: fields.name('factors') }),
    norm: fields.oneOf('norm', ['none', 'l1', 'l2', 'max']),
    backwards: fields.boolean('backwards'),
  }),
  coefficients: ({ factors }) => (factors === undefined ? [] : [factors]),
  width: (step, widthOf) => widthOf(step.in),
  validate: (step, { widthOf, coefficients }) => {
    if (step.factors === undefined) return
    checkFinite(step.factors, float64Of(coefficients, step.factors, [widthOf(step.in)]))
  },
  prepare: (step, coefficients, width) => {
    const factors = step.factors === undefined ? undefined : float64Of(coefficients, step.factors)
    return (x, from, out, at) => {
      for (let i = 0; i < width; i++) {
        const count = x[from + i] as number
        const weighed = step.sublinear && count !== 0 ? log(count) + 1 : count
        // Zeros stay zeros, whatever their factor.
        out[at + i] =
          count === 0 || factors === undefined ? weighed : weighed * (factors[i] as number)
      }
      divideBySize(out, at, at + width, step)
    }
  },
})

/** Divides the numbers from `start` to `end` by their size; the numbers left out are zeros. */
export function divideBySize(
  numbers: Float64Array,
  start: number,
  end: number,
  { norm, backwards }: Pick<TfidfStep, 'norm' | 'backwards'>,
): void {
  if (norm === 'none') return
  const size = sizeOf(norm, numbers, { start, end, isBackwards: backwards })
  if (size === 0) return
  for (let i = start; i < end; i++) numbers[i] = (numbers[i] as number) / size
}
