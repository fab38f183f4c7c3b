import { Problem } from '../../platform/problem.ts'
import type { Column, ColumnBatch } from '../types.ts'
import { type FeatureTable, unitsOf } from './feature-table.ts'

/** Which rows take features, and as they were known when. */
export interface JoinOptions {
  /** The column of the unit, in the rows and in the table. */
  readonly on: string
  /** The column of the rows' event times. */
  readonly time: string
  /** Microseconds; absent: each row's own time. */
  readonly asOf?: number
}

/**
 * Joins to each row the feature row of its unit that was the newest at the row's time, of those that
 * were known by the as-of time, or else by the row's: no feature is ever newer than its row.
 */
export class FeatureJoiner {
  readonly #table: FeatureTable
  readonly #options: JoinOptions
  #joined = 0
  #without = 0

  constructor(table: FeatureTable, options: JoinOptions) {
    this.#table = table
    this.#options = options
  }

  get columns(): FeatureTable['columns'] {
    return this.#table.columns
  }

  /** Rows that took a feature row. */
  get joined(): number {
    return this.#joined
  }

  /** Rows for which none was known; their features are missing. */
  get without(): number {
    return this.#without
  }

  join(batch: ColumnBatch): ColumnBatch {
    const { on, time, asOf } = this.#options
    const units = unitsOf(batch.columns.get(on), batch.count)
    const times = batch.columns.get(time)
    if (times?.kind !== 'timestamp') throw new RangeError(`no times in column ${time}`)
    const rows = Int32Array.from({ length: batch.count }, (_, row) => {
      const unit = units[row]
      const at = times.values[row] as number // rows are within the column
      if (unit === undefined || Number.isNaN(at)) return -1
      return this.#table.find(unit, at, asOf ?? at)
    })
    for (const row of rows) if (row < 0) this.#without += 1
    this.#joined = this.#joined + batch.count - rows.reduce((sum, row) => sum + Number(row < 0), 0)
    const columns = new Map<string, Column>(batch.columns)
    for (const { name } of this.columns) columns.set(name, this.#table.take(name, rows))
    return { ...batch, columns }
  }

  /** @throws Problem `snapshot-refused` when a feature has the name of a column of the rows */
  checkNames(names: Iterable<string>): void {
    const taken = new Set(names)
    const both = this.columns.find(({ name }) => taken.has(name))
    if (both === undefined) return
    const detail = `The table of features has the column ${both.name}, as the rows have.`
    throw new Problem('snapshot-refused', detail, {
      hint: `Rename it in one of them, or leave it out of the rows with --without ${both.name}.`,
    })
  }
}
