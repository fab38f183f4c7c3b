import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { Arena } from '../wasm/arena.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import type { Address } from '../wasm/kernels.ts'
import { distinctLeaves } from './distinct-leaves.ts'
import { packNodes } from './pack-nodes.ts'
import { placeCategories, placeNumbers, placeSets } from './place-columns.ts'
import { placeTops } from './place-tops.ts'
import { placeTrees, type WalkedTrees } from './place-walks.ts'
import type { WordForest } from './ranked-forest.ts'
import type { Workspace } from './workspace.ts'

const nodeBytes = 8
/** Bytes of a column of eight rows. */
const columnBytes = 16
/** Nodes in a line of a cache. */
const lineNodes = 8

/** A record for `scoreRowsByRanks` and `scoreRowByRanks`. */
export function placeRankedWalks(
  workspace: Workspace,
  trees: TreeArrays,
  { ranked, walked }: { readonly ranked: WordForest; readonly walked: WalkedTrees },
): Partial<ForestRecord> {
  const { arena, record, capacity } = workspace
  const { forest, ranks, categories } = ranked
  const numbers = ranks.columns.map(({ view, thresholds }) => ({
    // Views are asked by their own numbers.
    view: forest.numbers[view] as (typeof forest.numbers)[number],
    thresholds,
  }))
  // Behind the columns lies the one that leaves see, of zeros.
  const columnCount = numbers.length + categories.sets.length + 1
  const nodes = placeNodes(workspace, trees, ranked, record.leafWidth ?? 1)
  return {
    ...record,
    sign: forest.sign,
    ...placeNumbers(arena, numbers),
    ...placeCategories(arena, forest.categories, categories.classes),
    ...placeSets(arena, categories.sets),
    columns: arena.reserve(2 * Math.max(16, capacity) * columnCount),
    rankCount: columnCount,
    classes: arena.reserve(capacity * forest.categories.length),
    trees: placeTrees(arena, { at: nodes.roots, nodeBytes }, walked),
    treeCount: trees.roots.length,
    behind: nodes.behind,
    leaves: nodes.leaves,
    walks: arena.reserve(8 * trees.roots.length),
    tops: placeTops(arena, nodes.roots, trees.roots.length),
  }
}

interface PlacedNodes {
  readonly roots: Address
  /** From a leaf to what it holds; 0 where it holds the place of its numbers itself. */
  readonly behind: number
  readonly leaves: Address
}

/** Writes the roots, behind them the two children of every node, and what leaves hold. */
function placeNodes(
  { arena }: Workspace,
  trees: TreeArrays,
  ranked: WordForest,
  leafWidth: number,
): PlacedNodes {
  const { roots, leafValues } = trees
  const { left, right } = ranked.forest
  const packed = packNodes({ roots, left, right })
  // Lines of pairs begin where lines of memory do.
  const rootRoom = Math.ceil(roots.length / lineNodes) * lineNodes
  const count = rootRoom + 2 * packed.size
  const first = arena.reserve(count * nodeBytes)
  const distinct = distinctLeaves(leafValues, leafWidth)
  const holder = distinct === undefined ? holdBehind(arena, trees, { count, leafWidth }) : undefined
  const tests = testsOf(ranked)
  const leafColumn = (ranked.ranks.columns.length + ranked.categories.sets.length) * columnBytes
  const { words } = arena
  const write = (place: number, node: number): void => {
    const at = first + place * nodeBytes
    if (node >= 0) {
      words[at / 4] = tests(node)
      words[at / 4 + 1] = first + (rootRoom + 2 * (packed.places[node] as number) + 1) * nodeBytes
      return
    }
    words[at / 4] = leafColumn + (distinct?.places[~node] ?? 0) * 65_536
    words[at / 4 + 1] = at
    holder?.hold(place, ~node)
  }
  for (let tree = 0; tree < roots.length; tree++) write(tree, roots[tree] as number)
  for (let node = 0; node < left.length; node++) {
    const place = packed.places[node] as number
    // No tree leads to it.
    if (place < 0) continue
    write(rootRoom + 2 * place, right[node] as number)
    write(rootRoom + 2 * place + 1, left[node] as number)
  }
  if (distinct !== undefined)
    return { roots: first, behind: 0, leaves: arena.reserveDoubles(distinct.numbers) }
  return { roots: first, behind: (holder?.at ?? 0) - first, leaves: holder?.leaves ?? 0 }
}

/** What leaves hold in places of their own: their number, or where their numbers are. */
function holdBehind(
  arena: Arena,
  { leafValues }: TreeArrays,
  { count, leafWidth }: { readonly count: number; readonly leafWidth: number },
) {
  const leaves = leafWidth > 1 ? arena.reserveDoubles(leafValues) : 0
  const at = arena.reserve(count * nodeBytes)
  const { words, doubles } = arena
  const hold = (place: number, leaf: number): void => {
    if (leafWidth > 1) words[at / 4 + 2 * place] = leaf
    else doubles[at / 8 + place] = leafValues[leaf] as number
  }
  return { at, leaves, hold }
}

/** What a node asks: its column in the lower half of a word, its rank in the upper. */
function testsOf({ forest, ranks, categories }: WordForest): (node: number) => number {
  const numberCount = ranks.columns.length
  return (node) => {
    if ((forest.views[node] as number) < 0) {
      return (numberCount + (categories.nodeSets[node] as number)) * columnBytes
    }
    const rank = ranks.nodeRanks[node] as number
    return (ranks.nodeColumns[node] as number) * columnBytes + rank * 65_536
  }
}
