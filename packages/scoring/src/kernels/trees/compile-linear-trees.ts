import type { LinearLeaves, TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Block, RunStep } from '../kernel.ts'
import { checkOpen, openMemory } from '../wasm/forest-memory.ts'
import { createKernels } from '../wasm/kernels.ts'
import type { LinearLayout } from './forest-layout.ts'
import { treesPerWalk } from './lay-out-linear-trees.ts'
import { createLinearAdder } from './linear-leaves.ts'

interface LinearTrees {
  readonly step: TreeEnsembleStep
  readonly trees: TreeArrays
  readonly linear: LinearLeaves
}

/** Trees with linear leaves: each walk finds the leaves of some trees, which are added up here. */
export function compileLinearTrees(
  { step, trees, linear }: LinearTrees,
  { memory: placed, shift, rowsAt, sumsAt, walks }: LinearLayout,
  { input, out }: { readonly input: Block; readonly out: Float64Array },
): RunStep {
  const capacity = 1 << shift
  const memory = openMemory(placed)
  const doubles = new Float64Array(memory.buffer)
  const kernels = createKernels(memory)
  const add = createLinearAdder(step, trees, linear)
  const base = trees.base ?? new Float64Array(step.slots)
  const walk = (record: number, rowCount: number): void => {
    if (rowCount === 1) kernels.scoreRowByWalks(record)
    else kernels.scoreRowsByWalks(record, rowCount)
  }
  return (count) => {
    checkOpen(doubles)
    const row = { inputs: input.data, start: 0, sums: out, at: 0 }
    for (let first = 0; first < count; first += capacity) {
      const some = Math.min(capacity, count - first)
      const [start, length] = [first * input.width, some * input.width]
      for (let i = 0; i < length; i++) doubles[rowsAt + i] = input.data[start + i] as number
      for (let r = first; r < first + some; r++) out.set(base, r * step.slots)
      for (let part = 0; part < walks.length; part++) {
        walk(walks[part] as number, some)
        const tree = part * treesPerWalk
        const end = Math.min(trees.roots.length, tree + treesPerWalk)
        for (let r = 0; r < some; r++) {
          row.start = (first + r) * input.width
          row.at = (first + r) * step.slots
          for (let t = tree; t < end; t++) {
            add(t, doubles[sumsAt + ((t - tree) << shift) + r] as number, row)
          }
        }
      }
    }
  }
}
