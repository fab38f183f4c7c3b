import { corrupt } from '../../corrupt.ts'
import { shown } from '../../shown.ts'
import type { NormalizeStep } from '../numeric-steps.ts'
import type { StepFields } from '../step-fields.ts'
import { parseEnds, rowOp } from './row-op.ts'
import { sizeOf } from './size-of-row.ts'

/** A row divided by its sum or norm. */
export const normalizeOp = rowOp<NormalizeStep>({
  op: 'normalize@1',
  parse: (fields) => ({
    op: 'normalize@1',
    ...parseEnds(fields),
    by: fields.oneOf('by', ['sum', 'l1', 'l2', 'max']),
    zero: fields.oneOf('zero', ['keep', 'uniform']),
    least: parseLeast(fields),
  }),
  coefficients: () => [],
  width: (step, widthOf) => widthOf(step.in),
  validate: () => {},
  prepare: ({ by, zero, least }, _coefficients, width) => {
    return (x, from, out, at) => {
      const size = sizeOf(by, x, { start: from, end: from + width })
      const isZero = size === 0 || size < least
      for (let i = 0; i < width; i++) {
        const value = x[from + i] as number
        out[at + i] = !isZero ? value / size : zero === 'keep' ? value : 1 / width
      }
    }
  },
})

function parseLeast(fields: StepFields): number {
  const least = fields.finite('least')
  if (least >= 0) return least
  throw corrupt(`${fields.place}/least`, shown(least), 'zero or more')
}
