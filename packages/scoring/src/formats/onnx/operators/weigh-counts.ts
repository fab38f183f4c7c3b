import { columnsOf, type Lowering } from '../lower/lowering.ts'
import type { ColumnsValue } from '../lower/value.ts'

/** Counts, of which most are zero, multiplied by a number from zero on for each column, and rounded. */
export function weighCounts(
  lowering: Lowering,
  x: ColumnsValue,
  weights: Float64Array,
): ColumnsValue {
  const factors = lowering.numbers(weights)
  const step = { op: 'tfidf@1', in: lowering.exact(x), sublinear: false, factors } as const
  const name = lowering.step({ ...step, norm: 'none', backwards: false })
  return { ...columnsOf(lowering.round(name, x.element), x.element, x.shape), isSparse: true }
}
