import { treeArraysOf } from '../../ir/tree-arrays.ts'
import { treeDepths } from '../../ir/tree-depth.ts'
import type { Coefficients, TreeEnsembleStep } from '../../ir/types.ts'
import { rankForest } from '../trees/choose-layout.ts'
import { layOutMasks } from '../trees/mask-layout.ts'
import { toNormalForest } from '../trees/normal-forest.ts'
import { placeMasks } from '../trees/place-masks.ts'
import { placeRankedWalks } from '../trees/place-ranked-walks.ts'
import { placeWalks } from '../trees/place-walks.ts'
import { rankWords } from '../trees/ranked-forest.ts'
import { maskShift } from '../trees/row-shift.ts'
import { reserveWorkspace, type Workspace } from '../trees/workspace.ts'
import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import { createKernels } from '../wasm/kernels.ts'

export type Way =
  | 'masks'
  | 'lanes'
  | 'ranks of rows'
  | 'ranks of trees'
  | 'walks of rows'
  | 'walks of trees'

/** Margins of the rows, row by row, by every way in which the kernels can score the trees. */
export function scoreEveryWay(
  step: TreeEnsembleStep,
  coefficients: Coefficients,
  rows: Float64Array,
  inputWidth: number,
): ReadonlyMap<Way, Float64Array> {
  const trees = treeArraysOf(step, coefficients)
  const forest = toNormalForest(step, trees)
  const found = treeDepths(trees, trees.roots)
  if (!('depths' in found)) throw new Error(`cycle at ${found.cycleAt}`)
  const arena = new Arena()
  const sizes = { inputWidth, slotCount: step.slots, shift: maskShift }
  const workspace = reserveWorkspace(arena, { step, trees, forest }, sizes)
  const walked = {
    depths: found.depths,
    slots: trees.treeSlots,
    weights: trees.treeWeights,
    holdsPlaces: step.leafWidth > 1,
  }
  const walks = writeForest(arena, placeWalks(workspace, trees, { forest, walked }))
  const words = rankWords(forest)
  const inWords = words && placeRankedWalks(workspace, trees, { ranked: words, walked })
  const onRanks = inWords && writeForest(arena, inWords)
  const ranked = rankForest(forest, trees, step.leafWidth)
  const masked = ranked && { ranked, masks: layOutMasks(ranked, trees) }
  const masks = masked && placeMasks(workspace, { step, trees }, masked)
  const [many, one] = [masks?.rows, masks?.row].map((it) => it && writeForest(arena, it))
  const kernels = createKernels(arena.memory)
  const answers = new Map<Way, Float64Array>()
  const together = 1 << maskShift
  const add = (way: Way, atOnce: number, run: (count: number) => void): void => {
    answers.set(way, scoreBlocks(workspace, { rows, inputWidth, slots: step.slots }, atOnce, run))
  }
  add('walks of rows', together, (count) => kernels.scoreRowsByWalks(walks, count))
  add('walks of trees', 1, () => kernels.scoreRowByWalks(walks))
  if (onRanks !== undefined) {
    add('ranks of rows', together, (count) => kernels.scoreRowsByRanks(onRanks, count))
    add('ranks of trees', 1, () => kernels.scoreRowByRanks(onRanks))
  }
  if (many !== undefined) add('masks', together, (count) => kernels.scoreRowsByMasks(many, count))
  if (one !== undefined) add('lanes', 1, () => kernels.scoreRowByLanes(one))
  return answers
}

function scoreBlocks(
  { arena, record }: Workspace,
  sizes: { readonly rows: Float64Array; readonly inputWidth: number; readonly slots: number },
  atOnce: number,
  run: (count: number) => void,
): Float64Array {
  const { rows, inputWidth, slots } = sizes
  const count = rows.length / inputWidth
  const out = new Float64Array(count * slots)
  for (let first = 0; first < count; first += atOnce) {
    const some = Math.min(atOnce, count - first)
    const own = rows.subarray(first * inputWidth, (first + some) * inputWidth)
    arena.doubles.set(own, (record.rows ?? 0) / 8)
    run(some)
    for (let i = 0; i < some * slots; i++) {
      const at = (record.sums ?? 0) / 8 + ((i % slots) << maskShift) + Math.floor(i / slots)
      out[first * slots + i] = arena.doubles[at] as number
    }
  }
  return out
}
