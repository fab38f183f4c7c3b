import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Arena } from '../wasm/arena.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import type { NormalForest } from './normal-forest.ts'
import { maskShift } from './row-shift.ts'

/** Bytes that a kernel may use as it likes: the bits of 128 rows and the places of their leaves. */
const scratchBytes = 33 << maskShift

/** Ranges of codes by their number in tools/kernels/assembly/forest.ts. */
const codeRanges: readonly NormalForest['codes'][] = ['uint24', 'int32', 'whole']

/** Rows in, sums out: what all ways to score an ensemble share. */
export interface Workspace {
  readonly arena: Arena
  /** Rows that there is room for: 2^shift. */
  readonly capacity: number
  /** The fields of a forest's record that say where rows and sums lie and how they are read. */
  readonly record: Partial<ForestRecord>
}

/** Room for rows of `inputWidth` numbers and `slotCount` sums each. */
export function reserveWorkspace(
  arena: Arena,
  { step, trees, forest }: WorkspaceSource,
  { inputWidth, slotCount, shift }: Sizes,
): Workspace {
  const capacity = 1 << shift
  const starts = trees.base ?? new Float64Array(slotCount)
  return {
    arena,
    capacity,
    record: {
      band: forest.band,
      readsFloats: Number(forest.readsFloats),
      codes: codeRanges.indexOf(forest.codes),
      rows: arena.reserve(8 * capacity * inputWidth),
      rowBytes: 8 * inputWidth,
      shift,
      sums: arena.reserve(8 * capacity * slotCount),
      starts: arena.reserveDoubles(starts),
      slotCount,
      leafWidth: step.leafWidth,
      addsFloats: Number(step.accumulate === 'f32'),
      scratch: arena.reserve(scratchBytes),
    },
  }
}

interface WorkspaceSource {
  readonly step: TreeEnsembleStep
  readonly trees: Pick<TreeArrays, 'base'>
  readonly forest: NormalForest
}

interface Sizes {
  readonly inputWidth: number
  readonly slotCount: number
  readonly shift: number
}

/** The product of a leaf's number and its tree's weight, in the type that it is added up in. */
export function weigh({ accumulate }: TreeEnsembleStep, value: number, weight: number): number {
  return accumulate === 'f32' ? Math.fround(value * weight) : value * weight
}
