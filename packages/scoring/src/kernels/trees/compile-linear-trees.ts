import type { LinearLeaves, TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Block, RunStep } from '../kernel.ts'
import { Arena } from '../wasm/arena.ts'
import { writeForest } from '../wasm/forest-record.ts'
import { createKernels } from '../wasm/kernels.ts'
import { createLinearAdder } from './linear-leaves.ts'
import type { NormalForest } from './normal-forest.ts'
import { placeWalks } from './place-walks.ts'
import { rowShift } from './row-shift.ts'
import { reserveWorkspace } from './workspace.ts'

/** Trees that are walked in one go. */
const treesPerWalk = 256

interface Source {
  readonly step: TreeEnsembleStep
  readonly trees: TreeArrays
  readonly linear: LinearLeaves
  readonly forest: NormalForest
  readonly depths: Int32Array
}

/** Trees with linear leaves: each walk finds the leaves of some trees, which are added up here. */
export function compileLinearTrees(
  source: Source,
  { input, out }: { readonly input: Block; readonly out: Float64Array },
): RunStep {
  const { step, trees } = source
  const arena = new Arena()
  const slotCount = Math.min(treesPerWalk, trees.roots.length)
  const shift = rowShift(input.width + slotCount + source.forest.numbers.length)
  const capacity = 1 << shift
  const walk = placeLeafWalks(source, arena, { inputWidth: input.width, slotCount, shift })
  const add = createLinearAdder(step, trees, source.linear)
  const base = trees.base ?? new Float64Array(step.slots)
  const { doubles } = arena
  return (count) => {
    const row = { inputs: input.data, start: 0, sums: out, at: 0 }
    for (let first = 0; first < count; first += capacity) {
      const some = Math.min(capacity, count - first)
      const [start, length] = [first * input.width, some * input.width]
      for (let i = 0; i < length; i++) doubles[walk.rowsAt + i] = input.data[start + i] as number
      for (let r = first; r < first + some; r++) out.set(base, r * step.slots)
      for (let tree = 0; tree < trees.roots.length; tree += treesPerWalk) {
        walk.run(tree / treesPerWalk, some)
        const end = Math.min(trees.roots.length, tree + treesPerWalk)
        for (let r = 0; r < some; r++) {
          row.start = (first + r) * input.width
          row.at = (first + r) * step.slots
          for (let t = tree; t < end; t++) {
            add(t, doubles[walk.leavesAt + ((t - tree) << shift) + r] as number, row)
          }
        }
      }
    }
  }
}

interface LeafWalks {
  /** Where rows go, and where the leaf of each tree and row is found, as indices of doubles. */
  readonly rowsAt: number
  readonly leavesAt: number
  run(part: number, rowCount: number): void
}

/** Walks that add the number of a leaf to a sum of its own for each tree. */
function placeLeafWalks(
  { step, trees, forest, depths }: Source,
  arena: Arena,
  sizes: { readonly inputWidth: number; readonly slotCount: number; readonly shift: number },
): LeafWalks {
  const zero = new Float64Array(sizes.slotCount)
  const workspace = reserveWorkspace(arena, { step, trees: { ...trees, base: zero } }, sizes)
  const walked = {
    depths,
    slots: depths.map((_, tree) => tree % treesPerWalk),
    weights: undefined,
    holdsPlaces: true,
  }
  const whole = placeWalks(workspace, trees, { forest, walked })
  const parts = Array.from({ length: Math.ceil(depths.length / treesPerWalk) }, (_, part) => {
    const first = part * treesPerWalk
    const treeCount = Math.min(treesPerWalk, depths.length - first)
    return writeForest(arena, { ...whole, trees: (whole.trees ?? 0) + 24 * first, treeCount })
  })
  const kernels = createKernels(arena.memory)
  return {
    rowsAt: (workspace.record.rows ?? 0) / 8,
    leavesAt: (workspace.record.sums ?? 0) / 8,
    run: (part, rowCount) => {
      // Parts are as many as the trees take.
      const record = parts[part] as number
      if (rowCount === 1) kernels.scoreRowByWalks(record)
      else kernels.scoreRowsByWalks(record, rowCount)
    },
  }
}
