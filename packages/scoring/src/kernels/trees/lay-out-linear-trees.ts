import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import type { ForestSource, LinearLayout } from './forest-layout.ts'
import { placeWalks, treeBytes } from './place-walks.ts'
import { rowShift } from './row-shift.ts'
import { reserveWorkspace } from './workspace.ts'

/** Trees that are walked in one go. */
export const treesPerWalk = 256

/** Places trees with linear leaves: walks that add the number of a leaf to a sum of its own for each tree. */
export function layOutLinearTrees(source: ForestSource, inputWidth: number): LinearLayout {
  const { step, trees, forest, depths } = source
  const arena = new Arena()
  const slotCount = Math.min(treesPerWalk, trees.roots.length)
  const shift = rowShift(inputWidth + slotCount + forest.numbers.length)
  const zero = { ...trees, base: new Float64Array(slotCount) }
  const sizes = { inputWidth, slotCount, shift }
  const workspace = reserveWorkspace(arena, { step, trees: zero, forest }, sizes)
  const walked = {
    depths,
    slots: depths.map((_, tree) => tree % treesPerWalk),
    weights: undefined,
    holdsPlaces: true,
  }
  const whole = placeWalks(workspace, trees, { forest, walked })
  const walks = Array.from({ length: Math.ceil(depths.length / treesPerWalk) }, (_, part) => {
    const first = part * treesPerWalk
    const treeCount = Math.min(treesPerWalk, depths.length - first)
    return writeForest(arena, {
      ...whole,
      ...{ trees: (whole.trees ?? 0) + treeBytes * first, treeCount },
    })
  })
  return {
    kind: 'linear',
    ...{ memory: arena.memory, shift, walks },
    rowsAt: (workspace.record.rows ?? 0) / 8,
    sumsAt: (workspace.record.sums ?? 0) / 8,
  }
}
