import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Block, RunStep } from '../kernel.ts'
import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import { createKernels, type Kernels } from '../wasm/kernels.ts'
import { chooseMasks } from './choose-layout.ts'
import type { NormalForest } from './normal-forest.ts'
import { placeMasks } from './place-masks.ts'
import { placeWalks } from './place-walks.ts'
import { rowShift } from './row-shift.ts'
import { reserveWorkspace, type Workspace } from './workspace.ts'

/** Rows of a block from which on scoring them together takes less time than one by one. */
const fewestTogether = { masks: 7, walks: 3 } as const

interface Source {
  readonly step: TreeEnsembleStep
  readonly trees: TreeArrays
  readonly forest: NormalForest
  readonly depths: Int32Array
}

/** One way to score the rows at the start of the workspace. */
interface Scoring {
  readonly fewestTogether: number
  rows(count: number): void
  row(): void
}

/** Trees whose leaves are numbers. */
export function compilePlainTrees(
  source: Source,
  { input, out }: { readonly input: Block; readonly out: Float64Array },
): RunStep {
  const { step, forest } = source
  const slotCount = step.slots
  const arena = new Arena()
  const shift = rowShift(input.width + slotCount + forest.numbers.length)
  const workspace = reserveWorkspace(arena, source, { inputWidth: input.width, slotCount, shift })
  const scoring = createScoring(source, workspace, createKernels(arena.memory))
  // Nothing is reserved from here on, so views stay as they are.
  const { doubles } = arena
  const rowsAt = (workspace.record.rows ?? 0) / 8
  const sumsAt = (workspace.record.sums ?? 0) / 8
  const take = (first: number, count: number): void => {
    const start = first * input.width
    const length = count * input.width
    for (let i = 0; i < length; i++) doubles[rowsAt + i] = input.data[start + i] as number
  }
  const give = (first: number, count: number): void => {
    let at = first * slotCount
    for (let row = 0; row < count; row++) {
      for (let slot = 0; slot < slotCount; slot++) {
        out[at++] = doubles[sumsAt + (slot << shift) + row] as number
      }
    }
  }
  return (count) => {
    for (let first = 0; first < count; ) {
      const left = count - first
      const isTogether = left >= scoring.fewestTogether
      const some = isTogether ? Math.min(left, workspace.capacity) : 1
      take(first, some)
      if (isTogether) scoring.rows(some)
      else scoring.row()
      give(first, some)
      first += some
    }
  }
}

function createScoring(source: Source, workspace: Workspace, kernels: Kernels): Scoring {
  const { trees, forest, depths } = source
  const { leafWidth } = source.step
  const { arena, capacity } = workspace
  const chosen = capacity === 64 ? chooseMasks(forest, trees, { depths, leafWidth }) : undefined
  const masks = chosen && placeMasks(workspace, source, chosen)
  const rows = masks && writeForest(arena, masks.rows)
  const lanes = masks?.row && writeForest(arena, masks.row)
  if (rows !== undefined && lanes !== undefined) {
    return {
      fewestTogether: fewestTogether.masks,
      rows: (count) => kernels.scoreRowsByMasks(rows, count),
      row: () => kernels.scoreRowByLanes(lanes),
    }
  }
  const walked = {
    depths,
    slots: trees.treeSlots,
    weights: trees.treeWeights,
    holdsPlaces: leafWidth > 1,
  }
  const walks = writeForest(arena, placeWalks(workspace, trees, { forest, walked }))
  const row = (): void => kernels.scoreRowByWalks(walks)
  if (rows !== undefined) {
    const together = (count: number): void => kernels.scoreRowsByMasks(rows, count)
    return { fewestTogether: fewestTogether.masks, rows: together, row }
  }
  const together = (count: number): void => kernels.scoreRowsByWalks(walks, count)
  return { fewestTogether: fewestTogether.walks, rows: together, row }
}
