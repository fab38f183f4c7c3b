import type { SchemaElement } from 'hyparquet'
import type { ParquetColumn } from './types.ts'

/** The root of a flat schema. */
export function rootOf(columns: number): SchemaElement {
  return { name: 'schema', num_children: columns }
}

/** How a column stands in the schema of a file; each may be null. */
export function elementOf({ name, kind }: ParquetColumn): SchemaElement {
  const base = { name, repetition_type: 'OPTIONAL' } as const
  switch (kind) {
    case 'number':
      return { ...base, type: 'DOUBLE' }
    case 'integer':
      return { ...base, type: 'INT64' }
    case 'boolean':
      return { ...base, type: 'BOOLEAN' }
    case 'text':
      return {
        ...base,
        type: 'BYTE_ARRAY',
        converted_type: 'UTF8',
        logical_type: { type: 'STRING' },
      }
    case 'timestamp':
      return {
        ...base,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      }
  }
}
