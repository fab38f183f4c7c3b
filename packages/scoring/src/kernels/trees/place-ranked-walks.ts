import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import type { Address } from '../wasm/kernels.ts'
import { placeCategories, placeNumbers, placeSets } from './place-columns.ts'
import { placeTrees, type WalkedTrees } from './place-walks.ts'
import type { WordForest } from './ranked-forest.ts'
import type { Workspace } from './workspace.ts'

const nodeBytes = 8

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
  const { roots, behind } = placeNodes(workspace, trees, ranked, walked.holdsPlaces)
  return {
    ...record,
    sign: forest.sign,
    ...placeNumbers(arena, numbers),
    ...placeCategories(arena, forest.categories, categories.classes),
    ...placeSets(arena, categories.sets),
    columns: arena.reserve(2 * Math.max(16, capacity) * columnCount),
    rankCount: columnCount,
    classes: arena.reserve(capacity * forest.categories.length),
    trees: placeTrees(arena, { at: roots, nodeBytes }, walked),
    treeCount: trees.roots.length,
    behind,
    leaves: (record.leafWidth ?? 1) > 1 ? arena.reserveDoubles(trees.leafValues) : 0,
  }
}

/**
 * Writes the roots, and behind them the two children of every node, as placeWalks does; and what leaves hold in
 * as many places of their own.
 */
function placeNodes(
  { arena }: Workspace,
  { roots, leafValues }: TreeArrays,
  { forest, ranks, categories }: WordForest,
  holdsPlaces: boolean,
): { readonly roots: Address; readonly behind: number } {
  const count = roots.length + 2 * forest.left.length
  const first = arena.reserve(count * nodeBytes)
  const held = arena.reserve(count * nodeBytes)
  const { words, doubles } = arena
  const numberCount = ranks.columns.length
  const leafColumn = numberCount + categories.sets.length
  const write = (place: number, node: number): void => {
    const at = first + place * nodeBytes
    if (node < 0) {
      words[at / 4] = leafColumn
      words[at / 4 + 1] = at
      if (holdsPlaces) words[held / 4 + 2 * place] = ~node
      else doubles[held / 8 + place] = leafValues[~node] as number
      return
    }
    const isSet = (forest.views[node] as number) < 0
    const column = isSet
      ? numberCount + (categories.nodeSets[node] as number)
      : (ranks.nodeColumns[node] as number)
    const rank = isSet ? 0 : (ranks.nodeRanks[node] as number)
    words[at / 4] = column + rank * 65_536
    words[at / 4 + 1] = first + (roots.length + 2 * node) * nodeBytes
  }
  for (let tree = 0; tree < roots.length; tree++) write(tree, roots[tree] as number)
  for (let node = 0; node < forest.left.length; node++) {
    write(roots.length + 2 * node, forest.left[node] as number)
    write(roots.length + 2 * node + 1, forest.right[node] as number)
  }
  return { roots: first, behind: held - first }
}
