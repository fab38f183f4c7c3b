import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import type { Address } from '../wasm/kernels.ts'
import { chooseMasks, type MaskedForest } from './choose-layout.ts'
import type { ColumnRead } from './folded/trace-column.ts'
import type { ForestSource, PlainLayout } from './forest-layout.ts'
import { placeMasks } from './place-masks.ts'
import { placeRankedWalks } from './place-ranked-walks.ts'
import { placeWalks, type WalkedTrees } from './place-walks.ts'
import { rankWords } from './ranked-forest.ts'
import { maskShift, mayMask, rowShift } from './row-shift.ts'
import { reserveWorkspace, type Workspace } from './workspace.ts'

/** Places trees whose leaves are numbers, in the forms that take the least time to score. */
export function layOutPlainTrees(source: ForestSource, reads: readonly ColumnRead[]): PlainLayout {
  const { step, trees, forest, depths } = source
  const inputWidth = reads.length
  const arena = new Arena()
  const { leafWidth } = step
  const numbers = inputWidth + step.slots + forest.numbers.length
  const chosen = mayMask(numbers) ? chooseMasks(forest, trees, { depths, leafWidth }) : undefined
  const shift = chosen === undefined ? rowShift(numbers, forest.left.length) : maskShift
  const sizes = { inputWidth, slotCount: step.slots, shift }
  const workspace = reserveWorkspace(arena, source, sizes)
  return {
    ...{ kind: 'plain', reads },
    ...placeForms(source, workspace, chosen),
    ...{ memory: arena.memory, shift },
    rowsAt: (workspace.record.rows ?? 0) / 8,
    sumsAt: (workspace.record.sums ?? 0) / 8,
  }
}

function placeForms(
  source: ForestSource,
  workspace: Workspace,
  chosen: MaskedForest | undefined,
): Pick<PlainLayout, 'together' | 'single'> {
  const { trees, depths } = source
  const { leafWidth } = source.step
  const { arena } = workspace
  const masks = chosen && placeMasks(workspace, source, chosen)
  const together = masks && ({ by: 'masks', record: writeForest(arena, masks.rows) } as const)
  if (together && masks.row) {
    return { together, single: { by: 'lanes', record: writeForest(arena, masks.row) } }
  }
  const walked = {
    depths,
    slots: trees.treeSlots,
    weights: trees.treeWeights,
    holdsPlaces: leafWidth > 1,
  }
  const walks = placeAnyWalks(workspace, source, walked)
  return { together: together ?? walks, single: walks }
}

/** Walks on ranks, or on numbers where there are too many ranks. */
function placeAnyWalks(
  workspace: Workspace,
  { trees, forest }: ForestSource,
  walked: WalkedTrees,
): { readonly by: 'ranks' | 'walks'; readonly record: Address } {
  const { arena, capacity } = workspace
  const ranked = capacity >= 64 ? rankWords(forest) : undefined
  if (ranked === undefined) {
    const placed = placeWalks(workspace, trees, { forest, walked })
    return { by: 'walks', record: writeForest(arena, placed) }
  }
  const placed = placeRankedWalks(workspace, trees, { ranked, walked })
  return { by: 'ranks', record: writeForest(arena, placed) }
}
