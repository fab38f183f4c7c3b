import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import { chooseMasks } from './choose-layout.ts'
import type { ColumnRead } from './folded/trace-column.ts'
import type { ForestSource, PlainLayout } from './forest-layout.ts'
import { placeMasks } from './place-masks.ts'
import { placeWalks } from './place-walks.ts'
import { rowShift } from './row-shift.ts'
import { reserveWorkspace, type Workspace } from './workspace.ts'

/** Places trees whose leaves are numbers, in the forms that take the least time to score. */
export function layOutPlainTrees(source: ForestSource, reads: readonly ColumnRead[]): PlainLayout {
  const { step, forest } = source
  const inputWidth = reads.length
  const arena = new Arena()
  const shift = rowShift(inputWidth + step.slots + forest.numbers.length)
  const sizes = { inputWidth, slotCount: step.slots, shift }
  const workspace = reserveWorkspace(arena, source, sizes)
  return {
    ...{ kind: 'plain', reads },
    ...placeForms(source, workspace),
    ...{ memory: arena.memory, shift },
    rowsAt: (workspace.record.rows ?? 0) / 8,
    sumsAt: (workspace.record.sums ?? 0) / 8,
  }
}

function placeForms(
  source: ForestSource,
  workspace: Workspace,
): Pick<PlainLayout, 'together' | 'single'> {
  const { trees, forest, depths } = source
  const { leafWidth } = source.step
  const { arena, capacity } = workspace
  const chosen = capacity === 64 ? chooseMasks(forest, trees, { depths, leafWidth }) : undefined
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
  const record = writeForest(arena, placeWalks(workspace, trees, { forest, walked }))
  const walks = { by: 'walks', record } as const
  return { together: together ?? walks, single: walks }
}
