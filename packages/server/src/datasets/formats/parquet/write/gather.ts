import { BooleanGatherer } from './gather-booleans.ts'
import { NumberGatherer } from './gather-numbers.ts'
import { TextGatherer } from './gather-text.ts'
import type { ColumnGatherer, ParquetColumn } from './types.ts'

/** What gathers a column of this kind, for row groups of so many rows. */
export function gatherColumn(column: ParquetColumn, capacity: number): ColumnGatherer {
  switch (column.kind) {
    case 'number':
    case 'integer':
    case 'timestamp':
      return new NumberGatherer({ ...column, kind: column.kind }, capacity)
    case 'text':
      return new TextGatherer(column, capacity)
    case 'boolean':
      return new BooleanGatherer(column, capacity)
  }
}
