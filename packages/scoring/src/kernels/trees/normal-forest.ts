import { missingRules, nodeFlags, type TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'

/**
 * Trees whose nodes all ask one of two questions: is the number at or below the threshold, or is the
 * category in the set; and go left for yes. What else a node may say is in the view it has of its
 * feature: a missing value is replaced so that the same question answers as the node's rule does.
 */
export interface NormalForest {
  readonly numbers: readonly NumberView[]
  readonly categories: readonly CategoryView[]
  /** Per node: index of its view of a number, or `~index` of its view of a category. */
  readonly views: Int32Array
  /** Per node: threshold, or the index of its set. */
  readonly thresholds: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** -1: numbers are looked at with their sign changed. */
  readonly sign: 1 | -1
  readonly sets: CategorySets | undefined
  /** Whether values are rounded to floats before anything else sees them. */
  readonly readsFloats: boolean
  /** Values that are at most this far from zero are zeros. */
  readonly band: number
  /** Which values are categories: as a step says it, or whole numbers from 0 below 2^24 and nothing else. */
  readonly codes: TreeEnsembleStep['categoryRange'] | 'whole'
}

/** Categories in sets, as bits of words. */
export type CategorySets = NonNullable<TreeArrays['categories']>

/** -Infinity is at or below every threshold and goes left, NaN is at or below none and goes right. */
export interface NumberView {
  readonly feature: number
  readonly onNaN: number
  readonly onZero: number
}

export interface CategoryView {
  readonly feature: number
  /** Whether NaN is in every set, or in none. */
  readonly hasNaN: boolean
}

const yes = Number.NEGATIVE_INFINITY
const no = Number.NaN

/** Number views by their number, then those of categories. */
const numberViews = [
  { onNaN: 0, onZero: 0 },
  { onNaN: yes, onZero: yes },
  { onNaN: no, onZero: no },
  { onNaN: yes, onZero: 0 },
  { onNaN: no, onZero: 0 },
] as const
const kinds = numberViews.length + 2

/**
 * Normalises validated trees. `x < t` becomes `-x <= -t` with its sides swapped, and a category node
 * whose set goes right has its sides swapped.
 */
export function toNormalForest(step: TreeEnsembleStep, trees: TreeArrays): NormalForest {
  const isStrict = step.comparison === 'less'
  const swapsSets = step.categoryHit === 'right'
  const views = new ViewTable()
  const nodes = trees.features.length
  const forest = {
    views: new Int32Array(nodes),
    thresholds: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
  }
  for (let node = 0; node < nodes; node++) {
    const flags = trees.flags[node] as number
    const isCategory = (flags & nodeFlags.category) !== 0
    const isSwapped = isCategory ? swapsSets : isStrict
    const threshold = trees.thresholds[node] as number
    forest.views[node] = views.of(trees.features[node] as number, kindOf(flags, isSwapped))
    forest.thresholds[node] = isSwapped && !isCategory ? -threshold : threshold
    forest.left[node] = (isSwapped ? trees.right[node] : trees.left[node]) as number
    forest.right[node] = (isSwapped ? trees.left[node] : trees.right[node]) as number
  }
  return {
    ...forest,
    ...{ numbers: views.numbers, categories: views.categories, sets: trees.categories },
    sign: isStrict ? -1 : 1,
    readsFloats: step.featureType === 'f32',
    ...{ band: step.zeroBand, codes: step.categoryRange },
  }
}

/** Which view a node has of its feature. */
function kindOf(flags: number, isSwapped: boolean): number {
  const defaultIsYes = ((flags & nodeFlags.defaultLeft) !== 0) !== isSwapped
  const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
  if ((flags & nodeFlags.category) !== 0) {
    return numberViews.length + (rule === missingRules.nan && defaultIsYes ? 1 : 0)
  }
  if (rule === missingRules.zero) return defaultIsYes ? 1 : 2
  if (rule === missingRules.nan) return defaultIsYes ? 3 : 4
  return 0
}

/** Hands out views as nodes ask for them, each once. */
class ViewTable {
  readonly numbers: NumberView[] = []
  readonly categories: CategoryView[] = []
  // By key; an array, as it is asked for every node.
  readonly #known: number[] = []

  of(feature: number, kind: number): number {
    const key = feature * kinds + kind
    const known = this.#known[key]
    if (known !== undefined) return known
    const view = this.#add(feature, kind)
    this.#known[key] = view
    return view
  }

  #add(feature: number, kind: number): number {
    const seen = numberViews[kind]
    if (seen !== undefined) return this.numbers.push({ feature, ...seen }) - 1
    return ~(this.categories.push({ feature, hasNaN: kind > numberViews.length }) - 1)
  }
}
