import { limits } from '../limits.ts'
import type { PickStep } from '../numeric-steps.ts'
import { checkColumns } from './columns.ts'
import { parseEnds, rowOp } from './row-op.ts'

/** Columns that a row itself says. */
export const pickOp = rowOp<PickStep>({
  op: 'pick@1',
  parse: (fields) => ({
    op: 'pick@1',
    ...parseEnds(fields),
    from: fields.integers('from', 0, limits.width - 1),
    index: fields.integers('index', 0, limits.width - 1),
  }),
  coefficients: () => [],
  width: ({ in: name, from, index }, widthOf, place) => {
    checkColumns(from, widthOf(name), `${place}/from`)
    checkColumns(index, widthOf(name), `${place}/index`)
    return index.length
  },
  validate: () => {},
  prepare: ({ from, index }) => {
    return (x, start, out, at) => {
      for (let i = 0; i < index.length; i++) {
        const column = from[x[start + (index[i] as number)] as number]
        out[at + i] = column === undefined ? Number.NaN : (x[start + column] as number)
      }
    }
  },
})
