import type { Columns, Contract, JsonRow, RowFault } from '@ratchet-ml/scoring'
import type { Reading } from './reading.ts'
import type { ColumnTable } from './types.ts'

/** The rows of a request, however they came. */
export interface RowSource {
  readonly count: number
  /**
   * Writes a row in the codes of the version that answers.
   * @returns why the endpoint's contract refuses it; `into` then holds no row
   */
  read(row: number, into: Float64Array, offset: number): RowFault | undefined
  /** What a row has in a field, as it came. */
  inputOf(row: number, name: string): unknown
  /**
   * Writes some rows at once, each to its own place, which is quicker than one by one. Tells whether it did: not
   * where one of them is refused.
   */
  readSome?(from: number, until: number, into: Float64Array): boolean
}

/** Rows that came as objects by field name. */
export function sourceOfRecords(reading: Reading, records: readonly unknown[]): RowSource {
  const { reader, encoder, discarded } = reading
  return {
    count: records.length,
    inputOf: (row, name) => {
      const record = records[row]
      const isThere = typeof record === 'object' && record !== null && Object.hasOwn(record, name)
      return isThere ? (record as Readonly<Record<string, unknown>>)[name] : undefined
    },
    read: (row, into, offset) => {
      const record = records[row]
      if (encoder === undefined) return reader.read(record, into, offset)
      return reader.read(record, discarded, 0) ?? encoder.read(record, into, offset)
    },
  }
}

/** Rows that came as bytes; the next request overwrites them. */
export function sourceOfJsonRows({ reader }: Reading, rows: JsonRow, count: number): RowSource {
  return {
    count,
    inputOf: (row, name) => rows.valueAt(name, row),
    read: (row, into, offset) => reader.readSlots(rows, row, into, offset),
  }
}

/** Rows that came as columns. */
export class ColumnSource implements RowSource {
  readonly count: number
  readonly #reading: Reading
  readonly #table: ColumnTable
  #named: ReadonlyMap<string, ArrayLike<unknown>> | undefined
  #own: Columns | undefined
  /** In the order of the version's contract. */
  #coded: Columns | undefined

  constructor(reading: Reading, table: ColumnTable) {
    this.count = table.count
    this.#reading = reading
    this.#table = table
  }

  inputOf(row: number, name: string): unknown {
    return this.#columns().get(name)?.[row]
  }

  read(row: number, into: Float64Array, offset: number): RowFault | undefined {
    const { reader, encoder, discarded, handle } = this.#reading
    const own = this.#ownColumns()
    if (encoder === undefined) return reader.readColumns(own, row, into, offset)
    this.#coded ??= inOrderOf(handle.loaded.contract, this.#columns())
    const fault = reader.readColumns(own, row, discarded, 0)
    return fault ?? encoder.readColumns(this.#coded, row, into, offset)
  }

  readSome(from: number, until: number, into: Float64Array): boolean {
    const { reader, encoder } = this.#reading
    const { stacked } = this.#table
    const count = until - from
    if (encoder !== undefined) return false
    if (stacked !== undefined && count === this.count) {
      if (reader.readStacked(stacked.numbers(), stacked.starts, count, into)) return true
    }
    return reader.readTable(this.#ownColumns(), from, count, into, from * reader.featureCount)
  }

  #columns(): ReadonlyMap<string, ArrayLike<unknown>> {
    this.#named ??= this.#table.columns()
    return this.#named
  }

  #ownColumns(): Columns {
    this.#own ??= inOrderOf(this.#reading.route.contract, this.#columns())
    return this.#own
  }
}

function inOrderOf(contract: Contract, columns: ReadonlyMap<string, ArrayLike<unknown>>): Columns {
  return contract.inputs.map(({ name }) => columns.get(name))
}
