import type { Step } from '../ir/types.ts'
import type { RowTexts } from '../rows/row-texts.ts'
import { BlockMemory } from './block-memory.ts'
import type { Block, Compilation, Piece, RunStep } from './kernel.ts'
import { getKernel } from './kernel-table.ts'
import type { LaidOutModel } from './lay-out-model.ts'
import { writePieces } from './pieces.ts'
import type { ValuePlan } from './plan-values.ts'
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

/**
 * Compiles a validated program for blocks of `blockRows` rows.
 * @param memory of the blocks
 */
export function compileProgram(
  model: LaidOutModel,
  { written, inPieces, sparse }: ValuePlan,
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
    if (!written.has(step.out)) continue
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
