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
  const inPieces = findValuesInPieces(program)
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
 * Values that need not be written out: their kernel can give them in pieces, no output shows them,
 * and everything that reads them takes pieces.
 */
function findValuesInPieces(program: Program): ReadonlySet<string> {
  const written = new Set(Object.values(program.outputs))
  const found = new Set<string>()
  for (const step of program.steps.toReversed()) {
    const kernel = getKernel(step.op)
    if (kernel.pieces !== undefined && !written.has(step.out)) found.add(step.out)
    if (kernel.readsPieces === true) continue
    for (const name of getOp(step.op).inputs(step)) written.add(name)
  }
  return found
}
