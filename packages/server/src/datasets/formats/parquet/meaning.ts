import type { SchemaElement } from 'hyparquet'
import type { ColumnKind, SourceColumn } from '../../types.ts'

/** How the stored numbers of a column become its values. */
export type ReadableMeaning =
  /** stored / divisor */
  | { readonly kind: 'number'; readonly divisor: number; readonly unsigned: boolean }
  /** stored * factor microseconds, rounded down */
  | { readonly kind: 'timestamp'; readonly factor: number; readonly local: boolean }
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }

export type ParquetMeaning =
  | ReadableMeaning
  | { readonly kind: 'unreadable'; readonly found: string }

/** What a top-level element of a Parquet schema means. */
export function meaningOf(element: SchemaElement): ParquetMeaning {
  if (element.num_children !== undefined || element.repetition_type === 'REPEATED') {
    return { kind: 'unreadable', found: 'nested values' }
  }
  const logical = meaningOfLogical(element)
  if (logical !== undefined) return logical
  return meaningOfType(element) ?? { kind: 'unreadable', found: describe(element) }
}

/** The column as readers of the file see it. */
export function columnOf(element: SchemaElement): SourceColumn {
  const meaning = meaningOf(element)
  const name = element.name
  if (meaning.kind === 'unreadable') return { name, kind: 'unreadable', found: meaning.found }
  const kind: ColumnKind = meaning.kind
  return meaning.kind === 'timestamp' && meaning.local
    ? { name, kind, local: true }
    : { name, kind }
}

/** The element without what is worked out here: hyparquet then hands over what is stored. */
export function physicalElement(element: SchemaElement): SchemaElement {
  const { converted_type: _converted, logical_type: _logical, ...physical } = element
  const meaning = meaningOf(element)
  if (meaning.kind === 'text') return { ...physical, converted_type: 'UTF8' }
  if (meaning.kind !== 'number' || !meaning.unsigned) return physical
  return { ...physical, converted_type: element.type === 'INT64' ? 'UINT_64' : 'UINT_32' }
}

function meaningOfType(element: SchemaElement): ParquetMeaning | undefined {
  const { type } = element
  if (type === 'BOOLEAN') return { kind: 'boolean' }
  if (type === 'BYTE_ARRAY') return { kind: 'text' }
  // Nanoseconds, made by old writers; the decoder gives microseconds.
  if (type === 'INT96') return { kind: 'timestamp', factor: 1, local: false }
  if (type === 'FLOAT' || type === 'DOUBLE') return { kind: 'number', divisor: 1, unsigned: false }
  if (type === 'INT32' || type === 'INT64') {
    return { kind: 'number', divisor: 1, unsigned: isUnsigned(element) }
  }
  return undefined
}

function meaningOfLogical(element: SchemaElement): ParquetMeaning | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (logical?.type === 'TIMESTAMP' && type === 'INT64') {
    return {
      kind: 'timestamp',
      factor: { MILLIS: 1000, MICROS: 1, NANOS: 0.001 }[logical.unit],
      local: !logical.isAdjustedToUTC,
    }
  }
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'timestamp', factor: 1000, local: false }
  if (converted === 'TIMESTAMP_MICROS') return { kind: 'timestamp', factor: 1, local: false }
  if (converted === 'DATE' || logical?.type === 'DATE') {
    return { kind: 'timestamp', factor: 86_400_000_000, local: true }
  }
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return decimal(element)
  const refused = ['TIME_MILLIS', 'TIME_MICROS', 'INTERVAL', 'BSON', 'LIST', 'MAP']
  if (converted !== undefined && refused.includes(converted)) {
    return { kind: 'unreadable', found: describe(element) }
  }
  const opaque = ['TIME', 'INTERVAL', 'BSON', 'UUID', 'FLOAT16', 'VARIANT', 'GEOMETRY', 'GEOGRAPHY']
  if (logical !== undefined && opaque.includes(logical.type)) {
    return { kind: 'unreadable', found: describe(element) }
  }
  return undefined
}

/** Only integers are divided: powers of ten up to 22 are exact, so the quotient is the nearest. */
function decimal(element: SchemaElement): ParquetMeaning {
  const scale = element.scale ?? 0
  const isInteger = element.type === 'INT32' || element.type === 'INT64'
  if (!isInteger || scale < 0 || scale > 22) return { kind: 'unreadable', found: describe(element) }
  return { kind: 'number', divisor: Number(`1e${scale}`), unsigned: false }
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  if (logical?.type === 'INTEGER') return !logical.isSigned
  return converted?.startsWith('UINT_') ?? false
}

function describe(element: SchemaElement): string {
  return [element.type, element.converted_type ?? element.logical_type?.type]
    .filter((part) => part !== undefined)
    .join(' ')
}
