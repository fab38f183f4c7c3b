import type { Field } from '../contract/types.ts'
import type { RowCounts } from '../scorer-types.ts'
import {
  columnReaderOf,
  isPlainNumber,
  type Place,
  type ReadColumn,
  type Tolerated,
} from './column-readers.ts'
import { countNaN, turnColumns } from './turn-columns.ts'
import type { Columns } from './types.ts'

/** Rows whose columns are read one after the other, so that what is written stays in a cache. */
const rowsAtOnce = 256

/** Where the values of a row go. */
interface Places extends Omit<Place, 'at'> {
  /** Position in the encoded row by slot, -1 for what does not reach the model. */
  readonly features: Int32Array
}

/** What a reader of rows has tolerated. */
interface Tally {
  readonly counts: RowCounts
  readonly missingByFeature: Float64Array
}

/** A field of the contract: how its column is read, where its values go, and what was found so far. */
interface TableColumn {
  readonly read: ReadColumn
  readonly at: number
  readonly mayMiss: boolean
  readonly tolerated: Tolerated
}

/** Reads rows of a table column by column; what it tolerates goes to a tally. */
export class TableReader {
  readonly #tally: Tally
  readonly #width: number
  readonly #columns: readonly TableColumn[]
  readonly #isPlain: boolean

  constructor(inputs: readonly Field[], { features, width, textColumns }: Places, tally: Tally) {
    this.#tally = tally
    this.#width = width
    this.#isPlain = inputs.every(isPlainNumber)
    this.#columns = inputs.map((field, slot) => {
      const at = features[slot] as number
      const read = columnReaderOf(field, { at, width, textColumns })
      const mayMiss = field.missing === 'accept'
      return { read, at, mayMiss, tolerated: { missing: 0, unknownLevels: 0 } }
    })
  }

  /** @returns whether the contract takes all of these rows; `into` is spoilt otherwise */
  read(
    columns: Columns,
    first: number,
    count: number,
    into: Float64Array,
    offset: number,
  ): boolean {
    this.#forget()
    for (let done = 0; done < count; done += rowsAtOnce) {
      const some = Math.min(rowsAtOnce, count - done)
      const rows = { into, offset: offset + done * this.#width, first: first + done, count: some }
      for (const [slot, { read, tolerated }] of this.#columns.entries()) {
        if (!read(columns[slot], rows, tolerated)) return false
      }
    }
    this.#count(count)
    return true
  }

  /** The same for plain numbers that stand in one array. */
  readStacked(
    numbers: Float64Array | Float32Array,
    starts: Int32Array,
    count: number,
    into: Float64Array,
  ): boolean {
    if (!this.#isPlain) return false
    this.#forget()
    const isWhole = turnColumns(numbers, starts, count, into)
    if (!isWhole && !this.#countMissing(numbers, starts, count)) return false
    this.#count(count)
    return true
  }

  /** @returns whether all that are missing may be */
  #countMissing(numbers: Float64Array | Float32Array, starts: Int32Array, count: number): boolean {
    for (const [slot, { tolerated, mayMiss }] of this.#columns.entries()) {
      tolerated.missing = countNaN(numbers, starts[slot] as number, count)
      if (tolerated.missing > 0 && !mayMiss) return false
    }
    return true
  }

  #forget(): void {
    for (const { tolerated } of this.#columns) {
      tolerated.missing = 0
      tolerated.unknownLevels = 0
    }
  }

  #count(rows: number): void {
    const { counts, missingByFeature } = this.#tally
    counts.rows += rows
    for (const { at, tolerated } of this.#columns) {
      if (at < 0) continue
      counts.missing += tolerated.missing
      counts.unknownLevels += tolerated.unknownLevels
      missingByFeature[at] = (missingByFeature[at] as number) + tolerated.missing
    }
  }
}
