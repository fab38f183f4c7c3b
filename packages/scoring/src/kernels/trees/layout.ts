import { nodeFlags, type TreeArrays } from '../../ir/tree-arrays.ts'
import { treeDepths } from '../../ir/tree-depth.ts'
import { type ColumnPlan, ColumnPlanner } from './columns.ts'

/** Numbers per node in `links`. */
export const nodeStride = 4

/**
 * Trees packed for walking. Nodes first, then the leaves as nodes that lead to themselves, so that a
 * walk of as many steps as the tree is deep ends on a leaf without asking.
 */
export interface TreeLayout {
  readonly columns: ColumnPlan
  /** Nodes from here on are leaves. */
  readonly firstLeaf: number
  /** Per node: column, right child, left child, and the category set, 0 for none. */
  readonly links: Int32Array
  readonly thresholds: Float64Array
  readonly roots: Int32Array
  readonly depths: Int32Array
  readonly slots: Int32Array
  /** 1 for trees that test a category. */
  readonly hasCategories: Uint8Array
  readonly sets: CategorySets
  readonly leafValues: Float64Array
  readonly linear?: PackedLinear
}

/**
 * Category sets, each with a word of zeros behind it, where values beyond the set are looked up. Set
 * 0 is empty; the set with index i in the coefficients is set i + 1.
 */
export interface CategorySets {
  readonly starts: Int32Array
  /** Words of each set, the last one not counted. */
  readonly lengths: Int32Array
  readonly words: Uint32Array
}

/** Linear leaves with the columns their terms read. */
export interface PackedLinear {
  readonly constants: Float64Array
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly coefficients: Float64Array
}

/** Packs validated trees. */
export function packTrees(trees: TreeArrays, zeroBand: number): TreeLayout {
  const planner = new ColumnPlanner()
  const firstLeaf = trees.features.length
  const total = firstLeaf + trees.leafValues.length
  const links = new Int32Array(total * nodeStride)
  const thresholds = new Float64Array(total)
  const toNode = (child: number): number => (child < 0 ? firstLeaf + ~child : child)
  for (let node = 0; node < firstLeaf; node++) {
    const flags = trees.flags[node] as number
    const threshold = trees.thresholds[node] as number
    const isCategory = (flags & nodeFlags.category) !== 0
    links[node * nodeStride] = planner.ofNode(trees.features[node] as number, flags)
    links[node * nodeStride + 1] = toNode(trees.right[node] as number)
    links[node * nodeStride + 2] = toNode(trees.left[node] as number)
    links[node * nodeStride + 3] = isCategory ? threshold + 1 : 0
    thresholds[node] = isCategory ? Number.NEGATIVE_INFINITY : threshold
  }
  for (let node = firstLeaf; node < total; node++) {
    links.set([0, node, node, 0], node * nodeStride)
  }
  const { depths, levels } = measure(trees)
  const linear = trees.linear && {
    constants: trees.linear.constants,
    offsets: trees.linear.offsets,
    columns: trees.linear.features.map((feature) => planner.ofValue(feature)),
    coefficients: trees.linear.coefficients,
  }
  return {
    columns: planner.finish(zeroBand),
    firstLeaf,
    links,
    thresholds,
    roots: trees.roots.map(toNode),
    depths,
    slots: trees.treeSlots,
    hasCategories: findCategoryTrees(trees, levels),
    sets: packSets(trees.categories),
    leafValues: trees.leafValues,
    ...(linear && { linear }),
  }
}

function packSets(categories: TreeArrays['categories']): CategorySets {
  const offsets = categories?.offsets ?? new Int32Array(1)
  const count = offsets.length
  const starts = new Int32Array(count)
  const lengths = new Int32Array(count)
  const words = new Uint32Array((categories?.words.length ?? 0) + count)
  for (let set = 1; set < count; set++) {
    const [from, to] = [offsets[set - 1] as number, offsets[set] as number]
    starts[set] = from + set
    lengths[set] = to - from
    if (categories !== undefined) words.set(categories.words.subarray(from, to), from + set)
  }
  return { starts, lengths, words }
}

function measure(trees: TreeArrays): { depths: Int32Array; levels: Int32Array } {
  const found = treeDepths(trees, trees.roots)
  if ('depths' in found) return found
  throw new RangeError(`Node ${found.cycleAt} comes back to itself: validate the trees first.`)
}

/** Which roots can reach a category node: marks climb from children to parents, level by level. */
function findCategoryTrees(trees: TreeArrays, levels: Int32Array): Uint8Array {
  const marks = trees.flags.map((flags) => flags & nodeFlags.category)
  const markOf = (child: number): number => (child < 0 ? 0 : (marks[child] as number))
  if (marks.includes(1)) {
    const order = Uint32Array.from(marks.keys())
    order.sort((a, b) => (levels[a] as number) - (levels[b] as number))
    for (const node of order) {
      const below = markOf(trees.left[node] as number) | markOf(trees.right[node] as number)
      marks[node] = (marks[node] as number) | below
    }
  }
  return Uint8Array.from(trees.roots, markOf)
}
