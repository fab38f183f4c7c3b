import type { Column } from '../../../types.ts'

/** A column of a file to be written; `integer` is a number column that is stored as INT64. */
export interface ParquetColumn {
  readonly name: string
  readonly kind: 'number' | 'integer' | 'text' | 'timestamp' | 'boolean'
}

/** Values of one column of a row group, ready to be put into pages. */
export interface EncodedColumn {
  readonly column: ParquetColumn
  /** Rows, nulls included. */
  readonly rows: number
  readonly nulls: number
  /** 1 for a value and 0 for null, a bit each, least significant first; absent without nulls. */
  readonly levels?: Uint8Array
  readonly min?: number | bigint | string | boolean
  readonly max?: number | bigint | string | boolean
  /** What stands before the pages that refer to it. */
  readonly dictionary?: { readonly bytes: Uint8Array; readonly values: number }
  /** The values that are there, in Parquet's encoding. */
  readonly body: Uint8Array
}

/** Gathers one column of a row group. */
export interface ColumnGatherer {
  readonly name: string
  /** @throws RangeError when the values cannot be stored in the column */
  take(column: Column, from: number, count: number): void
  /** What was taken; it holds until the next take, which begins anew. */
  encode(): EncodedColumn
}
