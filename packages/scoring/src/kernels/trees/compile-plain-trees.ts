import type { TreeEnsembleStep } from '../../ir/types.ts'
import { copyNumbers } from '../copy-numbers.ts'
import type { Compilation, RunStep } from '../kernel.ts'
import { checkOpen, openMemory } from '../wasm/forest-memory.ts'
import { createKernels, type Kernels } from '../wasm/kernels.ts'
import type { PlainLayout } from './forest-layout.ts'

/** Rows of a block from which on scoring them together takes less time than one by one. */
const fewestTogether = { masks: 7, ranks: 4, walks: 3 } as const

/** Trees whose leaves are numbers. */
export function compilePlainTrees(
  { slots: slotCount }: TreeEnsembleStep,
  layout: PlainLayout,
  { compilation, out }: { readonly compilation: Compilation; readonly out: Float64Array },
): RunStep {
  const { shift, sumsAt } = layout
  const capacity = 1 << shift
  const fewest = fewestTogether[layout.together.by]
  const memory = openMemory(layout.memory)
  const doubles = new Float64Array(memory.buffer)
  const kernels = createKernels(memory)
  const scoreRows = rowsScorer(kernels, layout.together)
  const scoreRow = rowScorer(kernels, layout.single)
  const take = rowTaker(layout, compilation, doubles)
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

/** Copies rows from where their columns are to the memory of the kernels. */
function rowTaker(
  { reads, rowsAt }: PlainLayout,
  compilation: Compilation,
  doubles: Float64Array,
): (first: number, count: number) => void {
  const blocks = [...Map.groupBy(reads.keys(), (i) => reads[i]?.value ?? '')].map(
    ([value, places]) => ({
      ...compilation.block(value),
      to: Int32Array.from(places),
      columns: Int32Array.from(places, (i) => reads[i]?.column ?? 0),
    }),
  )
  const [only] = blocks
  const isWhole =
    blocks.length === 1 &&
    only?.width === reads.length &&
    only.columns.every((column, i) => column === i)
  const width = reads.length
  if (isWhole) {
    return (first, count) => {
      copyNumbers(only.data, first * width, doubles, rowsAt, count * width)
    }
  }
  return (first, count) => {
    for (const { data, width: from, to, columns } of blocks) {
      for (let row = 0; row < count; row++) {
        const start = (first + row) * from
        const at = rowsAt + row * width
        for (let i = 0; i < columns.length; i++) {
          doubles[at + (to[i] as number)] = data[start + (columns[i] as number)] as number
        }
      }
    }
  }
}

function rowsScorer(kernels: Kernels, { by, record }: PlainLayout['together']) {
  switch (by) {
    case 'masks':
      return (count: number) => kernels.scoreRowsByMasks(record, count)
    case 'ranks':
      return (count: number) => kernels.scoreRowsByRanks(record, count)
    case 'walks':
      return (count: number) => kernels.scoreRowsByWalks(record, count)
  }
}

function rowScorer(kernels: Kernels, { by, record }: PlainLayout['single']) {
  switch (by) {
    case 'lanes':
      return () => kernels.scoreRowByLanes(record)
    case 'ranks':
      return () => kernels.scoreRowByRanks(record)
    case 'walks':
      return () => kernels.scoreRowByWalks(record)
  }
}
