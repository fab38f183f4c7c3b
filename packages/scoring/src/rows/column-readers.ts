import type { Field } from '../contract/types.ts'
import { LevelCodes } from './level-codes.ts'
import { writtenTexts } from './row-texts.ts'
import { countNaN } from './turn-columns.ts'
import { type Outcome, valueReaderOf } from './value-readers.ts'

/** Rows of a table, and where the first of them goes. */
export interface TableRows {
  readonly first: number
  readonly count: number
  readonly into: Float64Array
  readonly offset: number
}

/** What a column had that was tolerated. */
export interface Tolerated {
  missing: number
  unknownLevels: number
}

/**
 * Reads some rows of a column, each value to its place in the encoded row. Tells whether it did: false where the
 * contract refuses one of them.
 */
export type ReadColumn = (
  column: ArrayLike<unknown> | undefined,
  rows: TableRows,
  tolerated: Tolerated,
) => boolean

/** Where values of a field go. */
export interface Place {
  /** Position in the encoded row, -1 for what does not reach the model. */
  readonly at: number
  /** Numbers of an encoded row, and positions of its texts. */
  readonly width: number
  readonly textColumns: readonly number[]
}

/** Whether the field is a feature whose numbers need no check. */
export function isPlainNumber({ role, type, range }: Field): boolean {
  return role === 'feature' && type === 'number' && range === undefined
}

export function columnReaderOf(field: Field, place: Place): ReadColumn {
  const readValues = valuesReader(field, place)
  if (field.type === 'number' && place.at >= 0) return numbersReader(field, place, readValues)
  const levels = field.levels?.filter((level) => typeof level === 'string') ?? []
  if (place.at < 0 || levels.length === 0) return readValues
  return levelsReader(new LevelCodes(levels), place, readValues)
}

/** Columns of numbers are copied; any others may hold anything. */
function numbersReader(field: Field, { at, width }: Place, readValues: ReadColumn): ReadColumn {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } =
    field.range ?? {}
  return (column, rows, tolerated) => {
    const { into, first, count, offset } = rows
    const to = { into, start: offset + at, width }
    let read: number
    if (column instanceof Float64Array)
      read = copyDoubles(column, first, count, to, minimum, maximum)
    else if (column instanceof Float32Array)
      read = copyFloats(column, first, count, to, minimum, maximum)
    else return readValues(column, rows, tolerated)
    // What is not in range may be missing, or out of it.
    return read === count || countMissing(field, column, rows, count - read, tolerated)
  }
}

interface Target {
  readonly into: Float64Array
  readonly start: number
  readonly width: number
}

/** @returns how many are in range */
function copyDoubles(
  column: Float64Array,
  first: number,
  count: number,
  { into, start, width }: Target,
  minimum: number,
  maximum: number,
): number {
  let inRange = 0
  for (let row = 0, to = start; row < count; row++, to += width) {
    const value = column[first + row] as number
    inRange += +(value >= minimum && value <= maximum)
    into[to] = value
  }
  return inRange
}

/** As `copyDoubles`: code that meets one kind of array is faster than code that meets two. */
function copyFloats(
  column: Float32Array,
  first: number,
  count: number,
  { into, start, width }: Target,
  minimum: number,
  maximum: number,
): number {
  let inRange = 0
  for (let row = 0, to = start; row < count; row++, to += width) {
    const value = column[first + row] as number
    inRange += +(value >= minimum && value <= maximum)
    into[to] = value
  }
  return inRange
}

/** @returns whether all numbers that are not in range are missing, and may be */
function countMissing(
  { missing }: Field,
  column: Float64Array | Float32Array,
  { first, count }: TableRows,
  wanted: number,
  tolerated: Tolerated,
): boolean {
  const found = countNaN(column, first, count)
  tolerated.missing += found
  return found === wanted && missing === 'accept'
}

/** Texts that are levels become their codes; of others, the field's reader knows what they are. */
function levelsReader(codes: LevelCodes, { at, width }: Place, readValues: ReadColumn): ReadColumn {
  return (column, rows, tolerated) => {
    if (!Array.isArray(column)) return readValues(column, rows, tolerated)
    const { into, first, count, offset } = rows
    let to = offset + at
    for (let row = 0; row < count; row++, to += width) {
      const value: unknown = column[first + row]
      const code = typeof value === 'string' ? codes.codeOf(value) : -1
      if (code >= 0) into[to] = code
      else if (!readValues(column, rowOf(rows, row, width), tolerated)) return false
    }
    return true
  }
}

function rowOf({ into, first, offset }: TableRows, row: number, width: number): TableRows {
  return { into, first: first + row, count: 1, offset: offset + row * width }
}

/** Values of any kind, each as the field's reader takes it. */
function valuesReader(field: Field, { at, width, textColumns }: Place): ReadColumn {
  const readValue = valueReaderOf(field)
  const n = field.type === 'text' ? textColumns.indexOf(at) : -1
  const outcome: Outcome = { kind: 'read', fault: undefined }
  return (column, { into, first, count, offset }, tolerated) => {
    for (let row = 0; row < count; row++) {
      const value = column?.[first + row]
      outcome.kind = 'read'
      const number = readValue(value, outcome)
      // The reader has changed the outcome, which the compiler cannot see.
      const kind = outcome.kind as Outcome['kind']
      if (kind === 'fault' || (kind === 'missing' && field.missing === 'refuse')) return false
      if (at < 0) continue
      const start = offset + row * width
      if (kind === 'missing') tolerated.missing++
      if (kind === 'unknown-level') tolerated.unknownLevels++
      if (n < 0 || kind !== 'read') into[start + at] = number
      else {
        const texts = writtenTexts(into, width, textColumns)
        // The reader of texts has taken it for one.
        into[start + at] = texts.write(into.byteOffset / 8 + start, n, value as string)
      }
    }
    return true
  }
}
