import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { ProductStep } from '../numeric-steps.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** Products of pairs of columns. */
export const productOp = rowOp<ProductStep>({
  op: 'product@1',
  parse: (fields) => ({
    op: 'product@1',
    ...parseEnds(fields),
    left: fields.integers('left', 0, limits.width - 1),
    right: fields.integers('right', 0, limits.width - 1),
  }),
  coefficients: () => [],
  width: ({ in: name, left, right }, widthOf, place) => {
    const width = widthOf(name)
    for (const [key, columns] of Object.entries({ left, right })) {
      const at = columns.findIndex((column) => column >= width)
      if (at >= 0) throw corrupt(`${place}/${key}/${at}`, String(columns[at]), `less than ${width}`)
    }
    if (left.length === right.length) return left.length
    throw corrupt(`${place}/right`, `${right.length} entries`, `${left.length}, as in left`)
  },
  validate: () => {},
  prepare: (step) => {
    const [left, right] = [Int32Array.from(step.left), Int32Array.from(step.right)]
    return (x, from, out, at) => {
      for (let i = 0; i < left.length; i++) {
        // Both columns lie within the row: `width` has seen to it.
        const [a, b] = [x[from + (left[i] as number)], x[from + (right[i] as number)]]
        out[at + i] = (a as number) * (b as number)
      }
    }
  },
})
