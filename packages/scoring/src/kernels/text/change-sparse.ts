import type { Compilation } from '../kernel.ts'
import { SparseBlock } from './sparse-block.ts'

/** The numbers of one row, from `start` to `end` of both lists, changed in place. */
export type ChangeRow = (
  columns: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
) => void

/** A block of the same columns in which each row's numbers are changed by themselves. */
export function changedBlock(
  source: SparseBlock,
  { blockRows, addRun }: Pick<Compilation, 'blockRows' | 'addRun'>,
  change: ChangeRow,
): SparseBlock {
  const out = new SparseBlock(source.width, blockRows)
  addRun((count) => {
    const size = source.starts[count] as number
    out.reserve(size)
    out.starts.set(source.starts)
    copy(source.columns, out.columns, size)
    copy(source.values, out.values, size)
    for (let row = 0; row < count; row++) {
      change(out.columns, out.values, out.starts[row] as number, out.starts[row + 1] as number)
    }
  })
  return out
}

/** From so many numbers on, a call that copies them is worth its price. */
const longCopy = 256

function copy<T extends Int32Array | Float64Array>(from: T, to: T, size: number): void {
  if (size < longCopy) for (let i = 0; i < size; i++) to[i] = from[i] as number
  else to.set(from.subarray(0, size))
}

/** Whether columns stand in their own order, so that a row's numbers do too once they are chosen. */
export function isClimbing(columns: readonly number[]): boolean {
  return columns.every((column, i) => i === 0 || column > (columns[i - 1] as number))
}

/** Some columns of a block, each with a number made of its own; `columns` climb. */
export function chosenColumns(
  source: SparseBlock,
  columns: readonly number[],
  { blockRows, addRun }: Pick<Compilation, 'blockRows' | 'addRun'>,
  change: (value: number, place: number) => number,
): SparseBlock {
  const out = new SparseBlock(columns.length, blockRows)
  const places = new Int32Array(source.width).fill(-1)
  for (const [place, column] of columns.entries()) places[column] = place
  addRun((count) => {
    out.reserve(source.starts[count] as number)
    let at = 0
    for (let row = 0; row < count; row++) {
      const end = source.starts[row + 1] as number
      for (let i = source.starts[row] as number; i < end; i++) {
        const place = places[source.columns[i] as number] as number
        if (place < 0) continue
        out.columns[at] = place
        out.values[at++] = change(source.values[i] as number, place)
      }
      out.starts[row + 1] = at
    }
  })
  return out
}

/** Several blocks as one, side by side. */
export function joinedBlock(
  sources: readonly SparseBlock[],
  { blockRows, addRun }: Pick<Compilation, 'blockRows' | 'addRun'>,
): SparseBlock {
  const out = new SparseBlock(
    sources.reduce((sum, { width }) => sum + width, 0),
    blockRows,
  )
  addRun((count) => {
    out.reserve(sources.reduce((sum, { starts }) => sum + (starts[count] as number), 0))
    let at = 0
    for (let row = 0; row < count; row++) {
      let first = 0
      for (const { starts, columns, values, width } of sources) {
        for (let i = starts[row] as number; i < (starts[row + 1] as number); i++) {
          out.columns[at] = first + (columns[i] as number)
          out.values[at++] = values[i] as number
        }
        first += width
      }
      out.starts[row + 1] = at
    }
  })
  return out
}
