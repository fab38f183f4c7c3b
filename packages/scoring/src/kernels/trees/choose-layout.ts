import type { TreeArrays } from '../../ir/tree-arrays.ts'
import { classifyCategories } from './category-classes.ts'
import { layOutMasks, type MaskLayout, type RankedForest } from './mask-layout.ts'
import type { NormalForest } from './normal-forest.ts'
import { rankThresholds } from './rank-columns.ts'

/** Columns are numbered with 16 bits, each twice. */
const mostColumns = 32_767

/** Nanoseconds of one row, measured; only their proportions matter. */
const costs = { rank: 7, set: 0.3, test: 0.035, tree: 0.4, view: 2, step: 1.2 } as const

export interface MaskedForest {
  readonly ranked: RankedForest
  readonly masks: MaskLayout
}

/** The forest as masks, where that is possible and takes less time than walking its trees. */
export function chooseMasks(
  forest: NormalForest,
  trees: TreeArrays,
  depths: Int32Array,
): MaskedForest | undefined {
  const walking =
    forest.numbers.length * costs.view + depths.reduce((sum, depth) => sum + depth, 0) * costs.step
  // A tree of this depth has one leaf more at least, and a test above each.
  if (depths.some((depth) => depth > 255)) return undefined
  const ranks = rankThresholds(forest)
  const categories = classifyCategories(forest, trees.categories)
  if (categories === undefined) return undefined
  const numberCount = Math.ceil(ranks.columns.length / 4) * 4
  const setCount = categories.sets.length
  const columnCount = numberCount + setCount
  if (columnCount > mostColumns) return undefined
  const columns = numberCount * costs.rank + setCount * costs.set
  if (columns > walking) return undefined
  const ranked = { forest, ranks, categories, numberCount, columnCount }
  const masks = layOutMasks(ranked, trees)
  if (masks === undefined) return undefined
  const clearing = masks.testCount * costs.test + trees.roots.length * costs.tree
  return columns + clearing > walking ? undefined : { ranked, masks }
}
