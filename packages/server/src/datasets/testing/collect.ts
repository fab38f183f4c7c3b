import type { Column, ColumnBatch } from '../types.ts'
import { missingBoolean } from '../types.ts'

export type Cell = number | string | boolean | null

/** The values of a column as people would write them; null is missing. */
export function cellsOf(column: Column): readonly Cell[] {
  switch (column.kind) {
    case 'number':
    case 'timestamp':
      return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    case 'text':
      return Array.from(column.codes, (code) => column.levels.texts[code] ?? null)
    case 'boolean':
      return Array.from(column.values, (value) => (value === missingBoolean ? null : value === 1))
  }
}

/** Every row of some batches, column by column. */
export async function collect(
  batches: AsyncIterable<ColumnBatch>,
): Promise<Readonly<Record<string, readonly Cell[]>>> {
  const all: Record<string, Cell[]> = {}
  for await (const batch of batches) {
    for (const [name, column] of batch.columns) {
      const cells = all[name] ?? []
      all[name] = cells
      for (const cell of cellsOf(column)) cells.push(cell)
    }
  }
  return all
}
