/** Rows as columns in flat memory: what readers give and what expressions and encoders take. */

/** What a column holds. A `timestamp` is microseconds since 1970 UTC. */
export type ColumnKind = 'number' | 'text' | 'timestamp' | 'boolean'

/** A column that a source has. */
export interface ColumnInfo {
  readonly name: string
  readonly kind: ColumnKind
  /** Times are written without a zone: the dataset's zone says what they mean. */
  readonly local?: true
}

/** A column that a file has and that cannot be read. */
export interface UnreadableColumn {
  readonly name: string
  readonly kind: 'unreadable'
  /** What it holds, in the words of its format. */
  readonly found: string
}

export type SourceColumn = ColumnInfo | UnreadableColumn

/** The distinct texts of a column: the text at index `code` of `texts`. It only grows. */
export interface Levels {
  readonly texts: readonly string[]
}

/** NaN is missing. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly values: Float64Array
}

/** Each value is an index into `levels`; -1 is missing. */
export interface TextColumn {
  readonly kind: 'text'
  readonly codes: Int32Array
  readonly levels: Levels
}

/** Microseconds since 1970 UTC; NaN is missing. */
export interface TimestampColumn {
  readonly kind: 'timestamp'
  readonly values: Float64Array
}

/** 0, 1, or `missingBoolean`. */
export interface BooleanColumn {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}

export type Column = NumberColumn | TextColumn | TimestampColumn | BooleanColumn

export const missingBoolean = 2

/** Some rows that follow each other, column by column; each column has `count` values. */
export interface ColumnBatch {
  readonly count: number
  readonly columns: ReadonlyMap<string, Column>
  /** Lines of the rows in their file, where the format has lines. */
  readonly lines?: Int32Array
}
