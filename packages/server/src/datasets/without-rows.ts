import type { Column, ColumnBatch } from './types.ts'

/** The rows of a batch that are marked with 0. */
export function withoutRows(batch: ColumnBatch, marked: Uint8Array): ColumnBatch {
  const room = new Int32Array(batch.count)
  let count = 0
  for (let row = 0; row < batch.count; row++) if (marked[row] === 0) room[count++] = row
  const rows = room.subarray(0, count)
  const first = rows[0] ?? 0
  if (count > 0 && (rows[count - 1] ?? 0) - first === count - 1) {
    return sliceBatch(batch, first, count)
  }
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, rowsOf(column, rows))
  const lines = batch.lines && Int32Array.from(rows, (row) => batch.lines?.[row] ?? 0)
  return { count: rows.length, columns, ...(lines && { lines }) }
}

/** Some rows of a column, in the order asked for; a negative row is a missing value. */
export function rowsOf(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'text': {
      const { kind, codes, levels } = column
      return { kind, codes: Int32Array.from(rows, (row) => codes[row] ?? -1), levels }
    }
    case 'boolean': {
      const { kind, values } = column
      return { kind, values: Uint8Array.from(rows, (row) => values[row] ?? 2) }
    }
    default: {
      const { kind, values } = column
      return { kind, values: Float64Array.from(rows, (row) => values[row] ?? Number.NaN) }
    }
  }
}

/** Rows that follow each other, in the memory of the batch. */
export function sliceBatch(batch: ColumnBatch, from: number, count: number): ColumnBatch {
  if (count === batch.count) return batch
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, sliceOf(column, from, from + count))
  const lines = batch.lines?.subarray(from, from + count)
  return { count, columns, ...(lines && { lines }) }
}

function sliceOf(column: Column, from: number, until: number): Column {
  switch (column.kind) {
    case 'text':
      return { ...column, codes: column.codes.subarray(from, until) }
    case 'boolean':
      return { ...column, values: column.values.subarray(from, until) }
    default:
      return { ...column, values: column.values.subarray(from, until) }
  }
}
