import type { WidthOf } from '../../../ir/ops/op.ts'
import type { FoldedForest } from './fold-forest.ts'
import type { ColumnRead } from './trace-column.ts'

/**
 * The same forest on all columns of a value in their order, where it reads at least half of them and nothing else:
 * rows that are copied as they stand take a tenth of the time that picking their numbers takes.
 */
export function readWholeRows(folded: FoldedForest, widthOf: WidthOf): FoldedForest {
  const { forest, reads } = folded
  const value = reads[0]?.value
  if (value === undefined || reads.some((read) => read.value !== value)) return folded
  const width = widthOf(value)
  if (2 * reads.length < width) return folded
  // Features are asked by their own numbers.
  const toColumn = (feature: number): number => (reads[feature] as ColumnRead).column
  const numbers = forest.numbers.map((view) => ({ ...view, feature: toColumn(view.feature) }))
  const categories = forest.categories.map((view) => ({
    ...view,
    feature: toColumn(view.feature),
  }))
  return {
    forest: { ...forest, numbers, categories },
    reads: Array.from({ length: width }, (_, column) => ({ value, column })),
  }
}
