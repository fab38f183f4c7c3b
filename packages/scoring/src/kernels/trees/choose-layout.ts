import type { TreeArrays } from '../../ir/tree-arrays.ts'
import { classifyCategories } from './category-classes.ts'
import { hasMaskableTrees, layOutMasks, type MaskLayout, type RankedForest } from './mask-layout.ts'
import type { NormalForest } from './normal-forest.ts'
import { mostThresholds, rankThresholds } from './rank-columns.ts'

/** Columns are numbered with 16 bits, each twice. */
const mostColumns = 32_767

/** Nanoseconds for one row, measured; only their proportions matter. */
const costs = { rank: 7, set: 0.3, test: 0.035, tree: 0.4, view: 2, step: 1.2 } as const

export interface MaskedForest {
  readonly ranked: RankedForest
  readonly masks: MaskLayout
}

/** The forest as masks, where that is possible and takes less time than walking its trees. */
export function chooseMasks(
  forest: NormalForest,
  trees: TreeArrays,
  { depths, leafWidth }: { readonly depths: Int32Array; readonly leafWidth: number },
): MaskedForest | undefined {
  const steps = depths.reduce((sum, depth) => sum + depth, 0)
  const walking = forest.numbers.length * costs.view + steps * costs.step
  const ranked = rankForest(forest, trees, leafWidth)
  if (ranked === undefined) return undefined
  const setCount = ranked.columnCount - ranked.numberCount
  const ranking = ranked.numberCount * costs.rank + setCount * costs.set
  if (ranking > walking) return undefined
  const masks = layOutMasks(ranked, trees)
  const clearing = masks.testCount * costs.test + trees.roots.length * costs.tree
  return ranking + clearing > walking ? undefined : { ranked, masks }
}

/** The tests of a forest as ranks; `undefined` where masks would have no room for them. */
export function rankForest(
  forest: NormalForest,
  trees: TreeArrays,
  leafWidth: number,
): RankedForest | undefined {
  if (!hasMaskableTrees(forest, trees.roots, leafWidth)) return undefined
  const ranks = rankThresholds(forest, mostThresholds)
  const categories = classifyCategories(forest)
  if (categories === undefined) return undefined
  const numberCount = Math.ceil(ranks.columns.length / 4) * 4
  const columnCount = numberCount + categories.sets.length
  if (columnCount > mostColumns) return undefined
  return { forest, ranks, categories, numberCount, columnCount }
}
