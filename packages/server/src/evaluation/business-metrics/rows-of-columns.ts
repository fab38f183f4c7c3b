import type { Column } from '../../datasets/types.ts'
import type { JudgedBatch } from './types.ts'

/** The named columns of a batch with the judged rows alone. */
export function columnsOfRows(
  { batch, rows, count }: JudgedBatch,
  names: readonly string[],
): ReadonlyMap<string, Column> {
  const own = rows.subarray(0, count)
  const isWhole = count === batch.count && own.every((row, i) => row === i)
  const columns = new Map<string, Column>()
  for (const name of names) {
    const column = batch.columns.get(name)
    if (column === undefined) throw new TypeError(`the batch has no column ${name}`)
    columns.set(name, isWhole ? column : pickRows(column, own))
  }
  return columns
}

function pickRows(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'text':
      return { ...column, codes: rows.map((row) => column.codes[row] ?? -1) }
    case 'boolean':
      return { ...column, values: Uint8Array.from(rows, (row) => column.values[row] ?? 0) }
    case 'number':
    case 'timestamp':
      return { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? NaN) }
  }
}
