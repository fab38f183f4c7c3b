import { getOp } from '../ir/op-table.ts'
import type { Coefficients, Program, Step } from '../ir/types.ts'
import { getKernel } from './kernel-table.ts'
import type { LaidOutModel } from './lay-out-model.ts'

/** How the values of a program are kept; what nobody reads is in none of these sets but `sparse`. */
export interface ValuePlan {
  /** Values that are written out. */
  readonly written: ReadonlySet<string>
  /**
   * Values that need not be, as their kernel can give them in pieces, no output shows them, and everything that
   * reads them takes pieces.
   */
  readonly inPieces: ReadonlySet<string>
  /** Values that are mostly zeros. */
  readonly sparse: ReadonlySet<string>
}

export function planValues({ program, coefficients, layouts }: LaidOutModel): ValuePlan {
  const sparse = findSparseValues(program, coefficients)
  // The first step of a program is its input.
  const written = new Set([(program.steps[0] as Step).out, ...Object.values(program.outputs)])
  const read = new Set<string>()
  const inPieces = new Set<string>()
  for (const step of program.steps.toReversed()) {
    const isWritten = written.has(step.out)
    if (!isWritten && !read.has(step.out)) continue
    const kernel = getKernel(step.op)
    const isSparse = sparse.has(step.out)
    if (!isWritten) (isSparse || kernel.pieces !== undefined ? inPieces : written).add(step.out)
    // What cuts texts is sparse, and reads the row all the same.
    const readsPieces = kernel.readsPieces === true || (isSparse && step.op !== 'textCounts@1')
    for (const name of readsOf(step, layouts)) (readsPieces ? read : written).add(name)
  }
  return { written, inPieces, sparse }
}

/** A layout may read other values than its step names. */
function readsOf(step: Step, layouts: LaidOutModel['layouts']): readonly string[] {
  const layout = layouts.get(step.out)
  if (layout?.kind !== 'plain') return getOp(step.op).inputs(step)
  return layout.reads.map(({ value }) => value)
}

function findSparseValues(program: Program, coefficients: Coefficients): ReadonlySet<string> {
  const sparse = new Set<string>()
  const isSparse = (name: string) => sparse.has(name)
  for (const step of program.steps) {
    if (getKernel(step.op).isSparse?.(step, isSparse, coefficients) === true) sparse.add(step.out)
  }
  return sparse
}
