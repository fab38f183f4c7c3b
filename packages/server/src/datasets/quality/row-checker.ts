import type { ColumnBatch } from '../types.ts'
import { checkColumn } from './check-column.ts'
import type { Tally } from './tally.ts'
import type { ColumnRule } from './types.ts'

/** The rows of a batch, as faults name them. */
export interface RowPlaces {
  readonly file: string
  /** Number of the first row in its file, from 1. */
  readonly firstRow: number
  /** Lines of the rows, of a text file. */
  readonly lines?: Int32Array
}

/** What a mask says of a row: that it is kept, that it broke a rule, or that it is not looked at. */
export const kept = 0
export const faulty = 1
export const leftOut = 2

/**
 * Checks a batch by the rules of its columns and marks the rows that broke one.
 *
 * @param mask rows that are left out already; a new one is made where there is none and one is needed
 */
export function checkRows(
  batch: ColumnBatch,
  places: RowPlaces,
  rules: readonly ColumnRule[],
  tally: Tally,
  mask?: Uint8Array,
): Uint8Array | undefined {
  let marked = mask
  for (const rule of rules) {
    const column = batch.columns.get(rule.column)
    if (column === undefined) throw new RangeError(`no column ${rule.column} in the batch`)
    checkColumn(column, batch.count, rule, (row, name, found, expected) => {
      marked ??= new Uint8Array(batch.count)
      if (marked[row] === leftOut) return
      const fault = { file: places.file, row: placeOf(places, row), column: rule.column }
      tally.add({ ...fault, rule: name, found, expected }, marked[row] === kept)
      marked[row] = faulty
    })
  }
  return marked
}

/** What a fault calls a row. */
export function placeOf({ lines, firstRow }: RowPlaces, row: number): number {
  return lines?.[row] ?? firstRow + row
}
