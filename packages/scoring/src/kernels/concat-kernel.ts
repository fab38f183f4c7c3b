import type { ConcatStep } from '../ir/types.ts'
import type { Compilation, Kernel, Piece } from './kernel.ts'
import { writePieces } from './pieces.ts'
import { sparseConcat } from './text/sparse-ops.ts'

export const concatKernel: Kernel<ConcatStep> = {
  ...sparseConcat,
  readsPieces: true,
  compile: (step, compilation, out) => {
    const pieces = toPieces(step, compilation)
    return (count) => writePieces(pieces, out, count)
  },
  pieces: toPieces,
}

function toPieces(step: ConcatStep, compilation: Compilation): readonly Piece[] {
  return step.in.flatMap((name) => compilation.pieces(name))
}
