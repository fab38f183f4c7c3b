/** Rows that came as columns of equal length. */
export interface ColumnTable {
  readonly count: number
  /** The columns by field name. */
  readonly columns: () => ReadonlyMap<string, ArrayLike<unknown>>
  /** The same, where the inputs of the endpoint's contract came as numbers of one width. */
  readonly stacked?: StackedColumns | undefined
}

/** Columns in one array, each from its place in `starts` on. */
export interface StackedColumns {
  readonly starts: Int32Array
  /** Scratch memory, which the next request overwrites. */
  readonly numbers: () => Float64Array | Float32Array
}
