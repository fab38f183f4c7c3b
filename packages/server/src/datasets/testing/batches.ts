import type { ParquetColumn } from '../formats/parquet/write-parquet.ts'
import { LevelTable } from '../levels.ts'
import { type Column, type ColumnBatch, missingBoolean } from '../types.ts'
import type { Cell } from './collect.ts'

/** The column that holds these cells; null is missing. */
function columnOfCells(kind: ParquetColumn['kind'], cells: readonly Cell[]): Column {
  switch (kind) {
    case 'text': {
      const levels = new LevelTable()
      const codes = cells.map((cell) => (cell === null ? -1 : levels.codeOf(String(cell))))
      return { kind, codes: Int32Array.from(codes), levels }
    }
    case 'boolean': {
      const values = cells.map((cell) => (cell === null ? missingBoolean : Number(cell)))
      return { kind, values: Uint8Array.from(values) }
    }
    default: {
      const values = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))
      return { kind: kind === 'timestamp' ? 'timestamp' : 'number', values }
    }
  }
}

/** Rows in batches of a size, column by column. */
export function batchesOf(
  columns: readonly ParquetColumn[],
  rows: readonly (readonly Cell[])[],
  batchRows = 1 << 16,
): readonly ColumnBatch[] {
  const batches: ColumnBatch[] = []
  for (let at = 0; at < rows.length; at += batchRows) {
    const part = rows.slice(at, at + batchRows)
    const entries = columns.map(({ name, kind }, index): [string, Column] => [
      name,
      columnOfCells(
        kind,
        part.map((row) => row[index] ?? null),
      ),
    ])
    batches.push({ count: part.length, columns: new Map(entries) })
  }
  return batches
}
