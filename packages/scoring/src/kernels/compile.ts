import { getOp } from '../ir/op-table.ts'
import type { Coefficients, Program, Step } from '../ir/types.ts'
import type { RowTexts } from '../rows/row-texts.ts'
import { BlockMemory } from './block-memory.ts'
import type { Block, Compilation, Piece, RunStep } from './kernel.ts'
import { getKernel } from './kernel-table.ts'
import type { LaidOutModel } from './lay-out-model.ts'
import { writePieces } from './pieces.ts'
import type { SparseBlock } from './text/sparse-block.ts'

/** A program ready to run on blocks of rows. */
export interface Compiled {
  /** Where the encoded rows go. */
  readonly input: Block
  /** Where the texts go that the encoded rows speak of. */
  readonly texts: { current: RowTexts | undefined }
  /** The values that answer the program's outputs. */
  block(name: string): Block
  run(count: number): void
}

/** Which values of a program are written out, and which are mostly zeros. */
export interface ValuePlan {
  /** Values that need not be written out. */
  readonly inPieces: ReadonlySet<string>
  readonly sparse: ReadonlySet<string>
}

/**
 * Compiles a validated program for blocks of `blockRows` rows.
 * @param memory of the blocks
 */
export function compileProgram(
  model: LaidOutModel,
  { inPieces, sparse }: ValuePlan,
  blockRows: number,
  memory: BlockMemory = new BlockMemory(),
): Compiled {
  const { program, coefficients, widths, layouts } = model
  const blocks = new Map<string, Block>()
  const pieces = new Map<string, readonly Piece[]>()
  const sparseBlocks = new Map<string, SparseBlock>()
  const get = (name: string) => found(blocks, name)
  const runs: RunStep[] = []
  const texts: Compiled['texts'] = { current: undefined }
  const addRun = (run: RunStep): void => {
    runs.push(run)
  }
  const piecesOf = (name: string): readonly Piece[] =>
    pieces.get(name) ?? [{ kind: 'dense', source: get(name) }]
  const compilation: Compilation = {
    ...{ coefficients, blockRows, block: get, pieces: piecesOf, texts, addRun },
    layout: (name) => found(layouts, name),
    sparse: (name) => found(sparseBlocks, name),
  }
  for (const step of program.steps) {
    const kernel = getKernel(step.op)
    const source = sparse.has(step.out) ? kernel.sparse?.(step, compilation) : undefined
    if (source !== undefined) {
      sparseBlocks.set(step.out, source)
      pieces.set(step.out, [{ kind: 'sparse', source }])
    }
    if (inPieces.has(step.out)) {
      if (source !== undefined || kernel.pieces === undefined) continue
      pieces.set(step.out, kernel.pieces(step, compilation))
      continue
    }
    const width = found(widths, step.out)
    const out = { width, data: memory.take(blocks.size, blockRows * width) }
    blocks.set(step.out, out)
    if (source === undefined) runs.push(kernel.compile(step, compilation, out))
    else runs.push((count) => writePieces([{ kind: 'sparse', source }], out, count))
  }
  return {
    // The first step of a program is its input.
    input: get((program.steps[0] as Step).out),
    texts,
    block: get,
    run: (count) => {
      for (const run of runs) run(count)
    },
  }
}

function found<T>(all: ReadonlyMap<string, T>, name: string): T {
  const one = all.get(name)
  if (one === undefined) throw new RangeError(`The value ${name} is not written out.`)
  return one
}

/**
 * Values need not be written out if their kernel can give them in pieces, no output shows them, and
 * everything that reads them takes pieces.
 */
export function planValues(program: Program, coefficients: Coefficients): ValuePlan {
  const sparse = findSparseValues(program, coefficients)
  const written = new Set(Object.values(program.outputs))
  const inPieces = new Set<string>()
  for (const step of program.steps.toReversed()) {
    const kernel = getKernel(step.op)
    const isSparse = sparse.has(step.out)
    if ((isSparse || kernel.pieces !== undefined) && !written.has(step.out)) inPieces.add(step.out)
    // What cuts texts is sparse, and reads the row all the same.
    const readsPieces = kernel.readsPieces === true || (isSparse && step.op !== 'textCounts@1')
    if (readsPieces) continue
    for (const name of getOp(step.op).inputs(step)) written.add(name)
  }
  return { inPieces, sparse }
}

function findSparseValues(program: Program, coefficients: Coefficients): ReadonlySet<string> {
  const sparse = new Set<string>()
  const isSparse = (name: string) => sparse.has(name)
  for (const step of program.steps) {
    if (getKernel(step.op).isSparse?.(step, isSparse, coefficients) === true) sparse.add(step.out)
  }
  return sparse
}
