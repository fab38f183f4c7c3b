import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { Arena } from '../wasm/arena.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import type { Address } from '../wasm/kernels.ts'
import type { CategorySets, NormalForest } from './normal-forest.ts'
import { placeCategories, placeNumbers } from './place-columns.ts'
import type { Workspace } from './workspace.ts'

const nodeBytes = 16
/** Bytes of the record of a tree. */
export const treeBytes = 24
const treesAtOnce = 8
const categoryMark = 0x8000_0000

/** What a walked tree adds to which sum. */
export interface WalkedTrees {
  readonly depths: Int32Array
  /** Per tree: its slot and its weight. */
  readonly slots: Int32Array
  readonly weights: Float64Array | undefined
  /** Whether leaves hold their place among the leaves instead of a value. */
  readonly holdsPlaces: boolean
}

/** A record for `scoreRowsByWalks` and `scoreRowByWalks`. */
export function placeWalks(
  { arena, record, capacity }: Workspace,
  trees: TreeArrays,
  { forest, walked }: { readonly forest: NormalForest; readonly walked: WalkedTrees },
): Partial<ForestRecord> {
  const { numbers, categories } = forest
  const cellBytes = 8 * capacity
  // Behind the columns lies the one that leaves see.
  const columns = arena.reserve((numbers.length + 1) * cellBytes)
  const leafColumn = columns + numbers.length * cellBytes
  const classes = arena.reserve(categories.length * cellBytes)
  arena.doubles.fill(Number.NEGATIVE_INFINITY, leafColumn / 8, leafColumn / 8 + capacity)
  const columnOf = (view: number): number =>
    view < 0 ? classes + ~view * cellBytes + categoryMark : columns + view * cellBytes
  const setOf = placeWordSets(arena, forest.sets)
  const roots = placeNodes(arena, trees, forest, { ...walked, leafColumn, columnOf, setOf })
  return {
    ...record,
    sign: forest.sign,
    ...placeNumbers(
      arena,
      numbers.map((view) => ({ view })),
    ),
    ...placeCategories(arena, categories),
    columns,
    classes,
    hasCategories: Number(categories.length > 0),
    trees: placeTrees(arena, { at: roots, nodeBytes }, walked),
    treeCount: trees.roots.length,
    leaves: (record.leafWidth ?? 1) > 1 ? arena.reserveDoubles(trees.leafValues) : 0,
  }
}

interface Places extends Pick<WalkedTrees, 'holdsPlaces'> {
  readonly leafColumn: Address
  columnOf(view: number): number
  /** Address and number of words of a set. */
  setOf(set: number): { readonly at: Address; readonly size: number }
}

/**
 * Writes the roots, and behind them the two children of every node: shared subtrees are written for
 * each node that leads to them, their own children once. Answers where the roots lie.
 */
function placeNodes(
  arena: Arena,
  trees: TreeArrays,
  forest: NormalForest,
  { holdsPlaces, leafColumn, columnOf, setOf }: Places,
): Address {
  const { roots, leafValues } = trees
  const first = arena.reserve((roots.length + 2 * forest.left.length) * nodeBytes)
  const children = first + roots.length * nodeBytes
  const { words, doubles } = arena
  const write = (at: Address, node: number): void => {
    const word = at / 4
    if (node < 0) {
      doubles[at / 8] = (holdsPlaces ? ~node : leafValues[~node]) as number
      words[word + 2] = leafColumn
      words[word + 3] = at
      return
    }
    const view = forest.views[node] as number
    const threshold = forest.thresholds[node] as number
    if (view < 0) {
      const set = setOf(threshold)
      words[word] = set.at
      words[word + 1] = set.size
    } else {
      doubles[at / 8] = threshold
    }
    words[word + 2] = columnOf(view)
    words[word + 3] = children + 2 * nodeBytes * node
  }
  for (let tree = 0; tree < roots.length; tree++) {
    write(first + tree * nodeBytes, roots[tree] as number)
  }
  for (let node = 0; node < forest.left.length; node++) {
    write(children + 2 * nodeBytes * node, forest.left[node] as number)
    write(children + 2 * nodeBytes * node + nodeBytes, forest.right[node] as number)
  }
  return first
}

/** Writes each set with a word of zeros and one of ones behind it. */
function placeWordSets(arena: Arena, sets: CategorySets | undefined): Places['setOf'] {
  if (sets === undefined) return () => ({ at: 0, size: 0 })
  const { offsets, words } = sets
  const first = arena.reserve(4 * (words.length + 2 * offsets.length))
  for (let set = 0; set + 1 < offsets.length; set++) {
    const own = words.subarray(offsets[set], offsets[set + 1])
    const at = first / 4 + (offsets[set] as number) + 2 * set
    arena.words.set(own, at)
    arena.words[at + own.length + 1] = 0xffff_ffff
  }
  return (set) => {
    const start = offsets[set] as number
    return { at: first + 4 * (start + 2 * set), size: (offsets[set + 1] as number) - start }
  }
}

/** Writes the records of the trees, and behind them some to walk for nothing. */
export function placeTrees(
  arena: Arena,
  roots: { readonly at: Address; readonly nodeBytes: number },
  { depths, slots, weights }: WalkedTrees,
): Address {
  const first = arena.reserve((depths.length + treesAtOnce) * treeBytes)
  for (let tree = 0; tree < depths.length + treesAtOnce; tree++) {
    const at = first + tree * treeBytes
    const isSpare = tree >= depths.length
    const [root, depth] = isSpare
      ? [roots.at, 0]
      : [roots.at + tree * roots.nodeBytes, depths[tree] as number]
    arena.words.set([root, depth, slots[tree] ?? 0], at / 4)
    arena.doubles[at / 8 + 2] = weights?.[tree] ?? 1
  }
  return first
}
