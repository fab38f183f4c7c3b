import type { Block, Piece } from './kernel.ts'
import type { SparseBlock } from './text/sparse-block.ts'

/** Columns that a piece stands for. */
export function widthOfPiece(piece: Piece): number {
  return piece.kind === 'code' ? piece.size : piece.source.width
}

/** Whether a double is one of the codes 0 .. size - 1. */
export function isCode(value: number, size: number): boolean {
  return value >= 0 && value < size && Math.floor(value) === value
}

/** Writes pieces out side by side. */
export function writePieces(pieces: readonly Piece[], out: Block, count: number): void {
  let at = 0
  for (const piece of pieces) {
    if (piece.kind === 'code') writeCode(piece, { out, at }, count)
    else if (piece.kind === 'sparse') writeSparse(piece.source, { out, at }, count)
    else writeDense(piece.source, { out, at }, count)
    at += widthOfPiece(piece)
  }
}

interface Target {
  readonly out: Block
  /** First column. */
  readonly at: number
}

function writeCode(
  { source, column, size }: Extract<Piece, { kind: 'code' }>,
  { out, at }: Target,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    const start = row * out.width + at
    out.data.fill(0, start, start + size)
    const code = source.data[row * source.width + column] as number
    if (isCode(code, size)) out.data[start + code] = 1
  }
}

function writeSparse(
  { width, starts, columns, values }: SparseBlock,
  { out, at }: Target,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    const start = row * out.width + at
    out.data.fill(0, start, start + width)
    const end = starts[row + 1] as number
    for (let i = starts[row] as number; i < end; i++) {
      out.data[start + (columns[i] as number)] = values[i] as number
    }
  }
}

function writeDense({ data, width }: Block, { out, at }: Target, count: number): void {
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) {
      out.data[row * out.width + at + i] = data[row * width + i] as number
    }
  }
}
