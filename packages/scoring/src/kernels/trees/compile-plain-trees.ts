import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Block, RunStep } from '../kernel.ts'
import { checkOpen, openMemory } from '../wasm/forest-memory.ts'
import { createKernels, type Kernels } from '../wasm/kernels.ts'
import type { PlainLayout } from './forest-layout.ts'

/** Rows of a block from which on scoring them together takes less time than one by one. */
const fewestTogether = { masks: 7, walks: 3 } as const

/** Trees whose leaves are numbers. */
export function compilePlainTrees(
  { slots: slotCount }: TreeEnsembleStep,
  layout: PlainLayout,
  { input, out }: { readonly input: Block; readonly out: Float64Array },
): RunStep {
  const { shift, rowsAt, sumsAt } = layout
  const capacity = 1 << shift
  const fewest = fewestTogether[layout.together.by]
  const memory = openMemory(layout.memory)
  const doubles = new Float64Array(memory.buffer)
  const kernels = createKernels(memory)
  const scoreRows = rowsScorer(kernels, layout.together)
  const scoreRow = rowScorer(kernels, layout.single)
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
    checkOpen(doubles)
    for (let first = 0; first < count; ) {
      const left = count - first
      const isTogether = left >= fewest
      const some = isTogether ? Math.min(left, capacity) : 1
      take(first, some)
      if (isTogether) scoreRows(some)
      else scoreRow()
      give(first, some)
      first += some
    }
  }
}

function rowsScorer(kernels: Kernels, { by, record }: PlainLayout['together']) {
  return by === 'masks'
    ? (count: number) => kernels.scoreRowsByMasks(record, count)
    : (count: number) => kernels.scoreRowsByWalks(record, count)
}

function rowScorer(kernels: Kernels, { by, record }: PlainLayout['single']) {
  return by === 'lanes'
    ? () => kernels.scoreRowByLanes(record)
    : () => kernels.scoreRowByWalks(record)
}
