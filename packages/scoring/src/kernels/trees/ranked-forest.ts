import { type CategoryClasses, classifyCategories } from './category-classes.ts'
import type { NormalForest } from './normal-forest.ts'
import { mostWordThresholds, type RankColumns, rankThresholds } from './rank-columns.ts'

/** A forest whose nodes all compare ranks of 16 bits. */
export interface WordForest {
  readonly forest: NormalForest
  readonly ranks: RankColumns
  readonly categories: CategoryClasses
}

/** Columns are numbered with 16 bits; many of them would take longer than their nodes. */
const mostColumns = 4096

/** The forest on ranks; `undefined` where there is no room for them. */
export function rankWords(forest: NormalForest): WordForest | undefined {
  const ranks = rankThresholds(forest, mostWordThresholds)
  const categories = classifyCategories(forest)
  if (categories === undefined) return undefined
  if (ranks.columns.length + categories.sets.length >= mostColumns) return undefined
  return { forest, ranks, categories }
}
