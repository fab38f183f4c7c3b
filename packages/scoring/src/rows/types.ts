import type { RowCounts } from '../scorer-types.ts'
import type { RowFault } from './row-fault.ts'

/** Reads rows of one contract into the form that a scorer takes. */
export interface RowReader {
  readonly featureCount: number
  /** What the rows read so far were tolerated for; refused rows count nowhere. */
  readonly counts: Readonly<RowCounts>
  /** By feature: how many of the rows read had no value. */
  readonly missingByFeature: Float64Array
  /**
   * Writes one row as `featureCount` doubles at `offset`. A row is a plain object by field name, as
   * JSON gives it; a missing value becomes NaN, a category its code. A text becomes a number in the list of
   * texts that the memory of `into` has (`textsOf`).
   *
   * @returns the first fault of a row that the contract refuses; `into` then holds no row
   */
  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined
  /**
   * The same for one row of a table that is held by columns. `columns` has a place for each input of
   * the contract, in its order; a place without a column is a field that no row has.
   */
  readColumns(
    columns: Columns,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined
  /** The same for one of the rows that were read from JSON into the slots of the contract's inputs. */
  readSlots(
    rows: SlottedRows,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined
  /**
   * Reads `count` rows of a table from `first` on, column by column, which takes a fraction of the time that rows take
   * one by one. Tells whether it did: it does not where any of these rows has a fault; `into` is spoilt then.
   */
  readTable(
    columns: Columns,
    first: number,
    count: number,
    into: Float64Array,
    offset: number,
  ): boolean
  /**
   * The same for columns that stand in one array, each from its place in `starts` on, if every input of the
   * contract is a feature whose numbers need no check.
   */
  readStacked(
    numbers: Float64Array | Float32Array,
    starts: Int32Array,
    count: number,
    into: Float64Array,
  ): boolean
  /** Counts what another reader of the same contract tolerated, as if it had been read here. */
  tolerate(counts: RowCounts, missingByFeature: Float64Array): void
}

export type Columns = readonly (ArrayLike<unknown> | undefined)[]

/** Rows with a value for each input of the contract, in its order: `others`, else `numbers`. */
export interface SlottedRows {
  readonly numbers: Float64Array
  readonly others: readonly unknown[]
}
