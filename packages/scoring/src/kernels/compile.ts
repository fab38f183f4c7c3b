import { getOp } from '../ir/op-table.ts'
import type { Program, Step } from '../ir/types.ts'
import { BlockMemory } from './block-memory.ts'
import type { Block, Compilation, Piece, RunStep } from './kernel.ts'
import { getKernel } from './kernel-table.ts'
import type { LaidOutModel } from './lay-out-model.ts'

/** A program ready to run on blocks of rows. */
export interface Compiled {
  /** Where the encoded rows go. */
  readonly input: Block
  /** The values that answer the program's outputs. */
  block(name: string): Block
  run(count: number): void
}

/**
 * Compiles a validated program for blocks of `blockRows` rows.
 * @param memory of the blocks
 */
export function compileProgram(
  { program, coefficients, widths, layouts }: LaidOutModel,
  blockRows: number,
  memory: BlockMemory = new BlockMemory(),
): Compiled {
  const { written, inPieces } = findNeeded(program, layouts)
  const blocks = new Map<string, Block>()
  const pieces = new Map<string, readonly Piece[]>()
  const get = (name: string) => found(blocks, name)
  const compilation: Compilation = {
    coefficients,
    blockRows,
    block: get,
    layout: (name) => found(layouts, name),
    pieces: (name) => pieces.get(name) ?? [{ kind: 'dense', source: get(name) }],
  }
  const runs: RunStep[] = []
  for (const step of program.steps) {
    const kernel = getKernel(step.op)
    if (inPieces.has(step.out) && kernel.pieces !== undefined) {
      pieces.set(step.out, kernel.pieces(step, compilation))
      continue
    }
    if (!written.has(step.out)) continue
    const width = found(widths, step.out)
    const out = { width, data: memory.take(blocks.size, blockRows * width) }
    blocks.set(step.out, out)
    runs.push(kernel.compile(step, compilation, out))
  }
  return {
    // The first step of a program is its input.
    input: get((program.steps[0] as Step).out),
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
 * The values that are written out, and those that need not be, as their kernel can give them in pieces, no output
 * shows them, and everything that reads them takes pieces. What nobody reads is neither.
 */
function findNeeded(program: Program, layouts: LaidOutModel['layouts']) {
  // The first step of a program is its input.
  const written = new Set([(program.steps[0] as Step).out, ...Object.values(program.outputs)])
  const read = new Set<string>()
  const inPieces = new Set<string>()
  for (const step of program.steps.toReversed()) {
    const isWritten = written.has(step.out)
    if (!isWritten && !read.has(step.out)) continue
    const kernel = getKernel(step.op)
    if (!isWritten) (kernel.pieces === undefined ? written : inPieces).add(step.out)
    for (const name of readsOf(step, layouts)) {
      ;(kernel.readsPieces === true ? read : written).add(name)
    }
  }
  return { written, inPieces }
}

/** A layout may read other values than its step names. */
function readsOf(step: Step, layouts: LaidOutModel['layouts']): readonly string[] {
  const layout = layouts.get(step.out)
  if (layout?.kind !== 'plain') return getOp(step.op).inputs(step)
  return layout.reads.map(({ value }) => value)
}
