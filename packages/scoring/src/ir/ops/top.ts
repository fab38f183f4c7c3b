import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { TopStep } from '../numeric-steps.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** The first columns of a row in the order of their numbers. */
export const topOp = rowOp<TopStep>({
  op: 'top@1',
  parse: (fields) => ({
    op: 'top@1',
    ...parseEnds(fields),
    k: fields.integer('k', 1, limits.width),
    from: fields.oneOf('from', ['largest', 'smallest']),
  }),
  coefficients: () => [],
  width: ({ in: name, k }, widthOf, place) => {
    if (k <= widthOf(name)) return 2 * k
    throw corrupt(`${place}/k`, String(k), `at most ${widthOf(name)}, the columns there are`)
  },
  validate: () => {},
  prepare: ({ k, from }, _coefficients, width) => {
    const sign = from === 'largest' ? 1 : -1
    const order = Int32Array.from({ length: width }, (_, i) => i)
    return (x, start, out, at) => {
      const keyOf = (column: number) => {
        const value = x[start + column] as number
        return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value
      }
      const isNaNOf = (column: number) => (Number.isNaN(x[start + column]) ? 1 : 0)
      order.forEach((_, i) => {
        order[i] = i
      })
      order.sort((a, b) => {
        const [one, other] = [keyOf(a), keyOf(b)]
        if (one !== other) return one > other ? -1 : 1
        return isNaNOf(a) - isNaNOf(b) || a - b
      })
      for (let i = 0; i < k; i++) {
        const column = order[i] as number
        out[at + i] = x[start + column] as number
        out[at + k + i] = column
      }
    }
  },
})
