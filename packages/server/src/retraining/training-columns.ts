import type { TrainingColumn } from '@ratchet-ml/training'
import type { Column, ColumnInfo } from '../datasets/index.ts'
import { type Levels, missingBoolean } from '../datasets/types.ts'
import { GrowingNumbers } from './growing-numbers.ts'

/** Gathers the values of one column from batches, for the rows that are learned from. */
export interface ColumnGatherer {
  /** Appends the rows of `column` numbered in `rows[0..count)`. */
  add(column: Column, rows: Int32Array, count: number): void
  /** What was gathered; levels are sorted, so that they do not depend on the order of the rows. */
  toTrainingColumn(): TrainingColumn
}

/** @throws TypeError for a column of times, which no trainer takes */
export function gathererOf({ name, kind }: ColumnInfo): ColumnGatherer {
  switch (kind) {
    case 'number':
    case 'boolean':
      return new NumberGatherer(name, kind)
    case 'text':
      return new TextGatherer(name)
    case 'timestamp':
      throw new TypeError(`${name} holds times`)
  }
}

class NumberGatherer implements ColumnGatherer {
  readonly #name: string
  readonly #type: 'number' | 'boolean'
  readonly #values = new GrowingNumbers((length) => new Float64Array(length))

  constructor(name: string, type: 'number' | 'boolean') {
    this.#name = name
    this.#type = type
  }

  add(column: Column, rows: Int32Array, count: number): void {
    if (column.kind === 'text') throw new TypeError(`${this.#name} is text`)
    const absent = column.kind === 'boolean' ? missingBoolean : Number.NaN
    for (let i = 0; i < count; i++) {
      const value = column.values[rows[i] ?? 0] ?? Number.NaN
      this.#values.push(value === absent ? Number.NaN : value)
    }
  }

  toTrainingColumn(): TrainingColumn {
    const { values } = this.#values
    return { kind: 'numeric', name: this.#name, type: this.#type, values }
  }
}

class TextGatherer implements ColumnGatherer {
  readonly #name: string
  readonly #codes = new GrowingNumbers((length) => new Int32Array(length))
  /** Every text met, in order of appearance; batches may bring dictionaries of their own. */
  readonly #codeOfText = new Map<string, number>()
  readonly #tables = new WeakMap<Levels, number[]>()

  constructor(name: string) {
    this.#name = name
  }

  add(column: Column, rows: Int32Array, count: number): void {
    if (column.kind !== 'text') throw new TypeError(`${this.#name} is no text`)
    const table = this.#tableOf(column.levels)
    for (let i = 0; i < count; i++) {
      const code = column.codes[rows[i] ?? 0] ?? -1
      if (code >= 0 && table[code] === undefined) table[code] = this.#codeOf(column.levels, code)
      this.#codes.push(table[code] ?? -1)
    }
  }

  toTrainingColumn(): TrainingColumn {
    const levels = [...this.#codeOfText.keys()].sort(byCodeUnits)
    const sorted = new Int32Array(levels.length)
    for (const [index, text] of levels.entries()) sorted[this.#codeOfText.get(text) ?? 0] = index
    const codes = this.#codes.values.map((code) => (code < 0 ? -1 : (sorted[code] ?? -1)))
    return { kind: 'category', name: this.#name, codes, levels }
  }

  #tableOf(levels: Levels): number[] {
    const known = this.#tables.get(levels)
    if (known !== undefined) return known
    const table: number[] = []
    this.#tables.set(levels, table)
    return table
  }

  #codeOf(levels: Levels, code: number): number {
    const text = levels.texts[code] ?? ''
    const known = this.#codeOfText.get(text)
    if (known !== undefined) return known
    const next = this.#codeOfText.size
    this.#codeOfText.set(text, next)
    return next
  }
}

/** The same on every machine, whatever its language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
