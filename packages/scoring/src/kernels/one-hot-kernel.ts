import type { OneHotStep } from '../ir/types.ts'
import type { Compilation, Kernel, Piece } from './kernel.ts'
import { writePieces } from './pieces.ts'

export const oneHotKernel: Kernel<OneHotStep> = {
  compile: (step, compilation, out) => {
    const pieces = toPieces(step, compilation)
    return (count) => writePieces(pieces, out, count)
  },
  pieces: toPieces,
}

function toPieces(step: OneHotStep, compilation: Compilation): readonly Piece[] {
  const source = compilation.block(step.in)
  return step.columns.map((column, i) => {
    // As many sizes as columns: the validator has seen to it.
    return { kind: 'code', source, column, size: step.sizes[i] as number }
  })
}
