import type { Columns, Contract, JsonRow, RowFault } from '@ratchet-ml/scoring'
import type { Reading } from './reading.ts'

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
  /** Writes all rows at once where that needs no look at each; tells whether it did. */
  readAll?(into: Float64Array): boolean
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

/** One row that came as bytes; the next request overwrites it. */
export function sourceOfJsonRow({ reader }: Reading, row: JsonRow): RowSource {
  return {
    count: 1,
    inputOf: (_, name) => row.valueAt(name),
    read: (_, into, offset) => reader.readSlots(row, into, offset),
  }
}

/** Rows that came as columns of equal length by field name. */
export function sourceOfColumns(
  reading: Reading,
  columns: ReadonlyMap<string, ArrayLike<unknown>>,
  count: number,
): RowSource {
  const { reader, encoder, discarded, route, handle } = reading
  const own = inOrderOf(route.contract, columns)
  const inputOf = (row: number, name: string) => columns.get(name)?.[row]
  if (encoder === undefined) {
    return {
      ...{ count, inputOf },
      read: (row, into, offset) => reader.readColumns(own, row, into, offset),
      readAll: (into) => reader.readNumbers(own, count, into),
    }
  }
  const coded = inOrderOf(handle.loaded.contract, columns)
  return {
    ...{ count, inputOf },
    read: (row, into, offset) =>
      reader.readColumns(own, row, discarded, 0) ?? encoder.readColumns(coded, row, into, offset),
  }
}

function inOrderOf(contract: Contract, columns: ReadonlyMap<string, ArrayLike<unknown>>): Columns {
  return contract.inputs.map(({ name }) => columns.get(name))
}
