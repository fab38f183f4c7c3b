import type { Column, ColumnBatch } from './types.ts'

/** A batch with the named columns alone, in the order of the names. */
export function pickColumns(batch: ColumnBatch, names: readonly string[]): ColumnBatch {
  const columns = new Map<string, Column>()
  for (const name of names) {
    const column = batch.columns.get(name)
    if (column !== undefined) columns.set(name, column)
  }
  return { count: batch.count, columns }
}
