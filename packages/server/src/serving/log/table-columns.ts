import {
  type BooleanColumn,
  type Column,
  type ColumnBatch,
  missingBoolean,
  type NumberColumn,
} from '../../datasets/types.ts'
import type { LogTableColumn } from './log-table.ts'
import { TextCodes } from './text-codes.ts'

/** The values of a table's columns, row by row as they are set. */
export class TableColumns {
  readonly #columns: readonly LogTableColumn[]
  readonly #numbers: readonly (Float64Array | undefined)[]
  readonly #booleans: readonly (Uint8Array | undefined)[]
  readonly #texts: readonly (TextCodes | undefined)[]

  constructor(columns: readonly LogTableColumn[], capacity: number) {
    const kinds = columns.map(({ kind }) => kind)
    this.#columns = columns
    this.#numbers = kinds.map((kind) =>
      kind === 'text' || kind === 'boolean' ? undefined : new Float64Array(capacity),
    )
    this.#booleans = kinds.map((kind) =>
      kind === 'boolean' ? new Uint8Array(capacity) : undefined,
    )
    this.#texts = kinds.map((kind) => (kind === 'text' ? new TextCodes(capacity) : undefined))
  }

  setNumber(index: number, row: number, value: number | undefined): void {
    const values = this.#numbers[index] as Float64Array // a column of numbers
    values[row] = value ?? Number.NaN
  }

  /** A text that other rows may have too; nowhere below 0. */
  setText(index: number, row: number, text: string | undefined): void {
    if (index < 0) return
    if (text === undefined) this.textsAt(index).missing(row)
    else this.textsAt(index).shared(row, text)
  }

  textsAt(index: number): TextCodes {
    return this.#texts[index] as TextCodes // a column of texts
  }

  /** Where doubles of a column go, codes of levels if it has such. */
  doublesAt(index: number, isTime: boolean, levels: readonly string[]): DoubleReader {
    const texts = this.#texts[index]
    texts?.fix(levels)
    const [numbers, booleans] = [this.#numbers[index], this.#booleans[index]]
    return { numbers, booleans, texts, isTime, levels: levels.length }
  }

  /** The first `count` rows; valid until `clear`. */
  batch(count: number): ColumnBatch {
    const columns = this.#columns.map(({ name }, index) => [name, this.#columnAt(index)] as const)
    return { count, columns: new Map(columns) }
  }

  clear(): void {
    for (const texts of this.#texts) texts?.clear()
  }

  #columnAt(index: number): Column {
    const texts = this.#texts[index]
    if (texts !== undefined) return texts.column
    const booleans = this.#booleans[index]
    if (booleans !== undefined) return { kind: 'boolean', values: booleans } as BooleanColumn
    const values = this.#numbers[index] as Float64Array
    const isTime = this.#columns[index]?.kind === 'timestamp'
    return { kind: isTime ? 'timestamp' : 'number', values } as NumberColumn
  }
}

/** Where a double goes: one of the three, by the column's kind. */
export interface DoubleReader {
  readonly numbers: Float64Array | undefined
  readonly booleans: Uint8Array | undefined
  readonly texts: TextCodes | undefined
  readonly isTime: boolean
  readonly levels: number
}

export function storeDouble(to: DoubleReader, row: number, value: number): void {
  const { numbers, booleans, texts, isTime, levels } = to
  if (numbers !== undefined) {
    // A time that is no count of microseconds is none.
    numbers[row] = isTime && !Number.isSafeInteger(value) ? Number.NaN : value
  } else if (booleans !== undefined) {
    booleans[row] = Number.isNaN(value) ? missingBoolean : value === 0 ? 0 : 1
  } else if (texts !== undefined) {
    if (Number.isNaN(value)) texts.codes[row] = -1
    else if (value >= 0 && value < levels) texts.codes[row] = value
    else texts.shared(row, String(value))
  }
}
