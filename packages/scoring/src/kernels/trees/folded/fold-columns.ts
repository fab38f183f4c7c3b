import type { TreeEnsembleStep } from '../../../ir/types.ts'
import type { NormalForest } from '../normal-forest.ts'
import { type FoldedForest, foldForest } from './fold-forest.ts'
import type { ColumnRead, ColumnSource, ColumnTracer } from './trace-column.ts'

/** The forest of a step on the columns that it reads, with what leads to them in its questions where that can be. */
export function foldColumns(
  step: TreeEnsembleStep,
  forest: NormalForest,
  tracer: ColumnTracer,
): FoldedForest {
  const takesLinks = canFold(forest)
  const sources = new Map<number, ColumnSource>()
  for (const { feature } of [...forest.numbers, ...forest.categories]) {
    if (sources.has(feature)) continue
    const read = { value: step.in, column: feature }
    sources.set(feature, tracer.trace(read, forest.categories.length === 0))
  }
  const links = [...sources.values()].some((source) => source.links.length > 0)
  const categories = forest.categories.every(
    ({ feature }) => sources.get(feature)?.links.length === 0,
  )
  if (links && takesLinks && categories) return foldForest(forest, sources)
  return readPlainly(step, forest)
}

/** A zero that is a missing value is no matter of thresholds; nor are codes that are read in other ways. */
function canFold({ numbers, categories, readsFloats, band }: NormalForest): boolean {
  if (numbers.some(({ onZero }) => onZero !== 0)) return false
  return categories.length === 0 || !(readsFloats || band > 0)
}

/** The same forest on the columns that it asks, side by side. */
function readPlainly(step: TreeEnsembleStep, forest: NormalForest): FoldedForest {
  const places = new Map<number, number>()
  const reads: ColumnRead[] = []
  const placeOf = (column: number): number => {
    const known = places.get(column)
    if (known !== undefined) return known
    const place = reads.push({ value: step.in, column }) - 1
    places.set(column, place)
    return place
  }
  const numbers = forest.numbers.map((view) => ({ ...view, feature: placeOf(view.feature) }))
  const categories = forest.categories.map((view) => ({ ...view, feature: placeOf(view.feature) }))
  return { forest: { ...forest, numbers, categories }, reads }
}
