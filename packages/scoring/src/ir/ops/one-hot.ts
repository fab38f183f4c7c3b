import { limits } from '../limits.ts'
import type { OneHotStep } from '../types.ts'
import { parseColumns, widthOfSizes } from './columns.ts'
import type { Op } from './op.ts'

/** A code becomes zeros and at most a single one; anything that is no code becomes all zeros. */
export const oneHotOp: Op<OneHotStep> = {
  op: 'oneHot@1',
  parse: (fields) => ({
    op: 'oneHot@1',
    in: fields.name('in'),
    out: fields.name('out'),
    columns: parseColumns(fields),
    sizes: fields.integers('sizes', 1, limits.width),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: widthOfSizes,
  validate: () => {},
  execute: (step, row) => {
    const x = row.value(step.in)
    const out: number[] = []
    step.columns.forEach((column, i) => {
      const code = x[column]
      for (let level = 0; level < (step.sizes[i] as number); level++) {
        out.push(code === level ? 1 : 0)
      }
    })
    return Float64Array.from(out)
  },
}
