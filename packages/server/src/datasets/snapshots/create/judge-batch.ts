import { withDerived } from '../../derived-columns.ts'
import {
  checkRows,
  faulty,
  kept,
  leftOut,
  placeOf,
  type RowPlaces,
} from '../../quality/row-checker.ts'
import type { ColumnBatch } from '../../types.ts'
import type { Recipe } from './recipe.ts'

/**
 * Marks the rows of a batch that are left out: those recorded after the as-of time, those of an
 * impossible event time, those that break a rule, and those whose id was there before. `undefined` when all are kept.
 */
export function judgeBatch(
  batch: ColumnBatch,
  places: RowPlaces,
  recipe: Recipe,
): Uint8Array | undefined {
  const { derived, rules, tally, recorded } = recipe
  const late = recorded === undefined ? undefined : markLate(batch, recorded)
  const whole = derived.length > 0 ? withDerived(batch, derived) : batch
  const timed = markImpossible(batch, places, recipe, late)
  const marked = checkRows(whole, places, rules, tally, timed)
  return recipe.id === undefined ? marked : markRepeated(batch, places, recipe.id, tally, marked)
}

/** Rows whose recorded time is after the as-of time, or missing: nobody can say that they were known. */
function markLate(
  batch: ColumnBatch,
  { column, asOf }: NonNullable<Recipe['recorded']>,
): Uint8Array | undefined {
  const times = batch.columns.get(column)
  if (times?.kind !== 'timestamp') throw new RangeError(`no times in column ${column}`)
  let marked: Uint8Array | undefined
  for (let row = 0; row < batch.count; row++) {
    if ((times.values[row] as number) <= asOf) continue // NaN is never at most anything
    marked ??= new Uint8Array(batch.count)
    marked[row] = leftOut
  }
  return marked
}

/** Microseconds are exact from the year 1684 to 2255; what lies outside is no time that anything happened. */
function markImpossible(
  batch: ColumnBatch,
  places: RowPlaces,
  { timeColumn, tally }: Recipe,
  mask: Uint8Array | undefined,
): Uint8Array | undefined {
  const times = timeColumn === undefined ? undefined : batch.columns.get(timeColumn)
  if (times?.kind !== 'timestamp' || timeColumn === undefined) return mask
  let marked = mask
  for (let row = 0; row < batch.count; row++) {
    const time = times.values[row] as number // rows are within the column
    if (Number.isNaN(time) || Number.isSafeInteger(time) || marked?.[row] === leftOut) continue
    marked ??= new Uint8Array(batch.count)
    const fault = { file: places.file, row: placeOf(places, row), column: timeColumn }
    const found = `a time ${time > 0 ? 'after 2255' : 'before 1684'}`
    tally.add({ ...fault, rule: 'range', found, expected: 'a possible event time' }, true)
    marked[row] = faulty
  }
  return marked
}

/** The first row with an id is kept; a row without one is faulty, as it cannot be told from others. */
function markRepeated(
  batch: ColumnBatch,
  places: RowPlaces,
  { column, seen, hasher }: NonNullable<Recipe['id']>,
  tally: Recipe['tally'],
  mask: Uint8Array | undefined,
): Uint8Array | undefined {
  const { first, second } = hasher.hash(batch)
  const isMissing = missingRows(batch, column)
  let marked = mask
  for (let row = 0; row < batch.count; row++) {
    if (marked !== undefined && marked[row] !== kept) continue
    const absent = isMissing(row)
    if (!absent && seen.add(first[row] as number, second[row] as number)) continue
    marked ??= new Uint8Array(batch.count)
    const fault = { file: places.file, row: placeOf(places, row), column }
    const found = absent ? 'nothing' : 'an id that an earlier row has'
    const rule = absent ? ('missing' as const) : ('duplicate' as const)
    tally.add({ ...fault, rule, found, expected: 'an id of its own' }, true)
    marked[row] = faulty
  }
  return marked
}

function missingRows(batch: ColumnBatch, name: string): (row: number) => boolean {
  const column = batch.columns.get(name)
  if (column?.kind === 'text') return (row) => (column.codes[row] as number) < 0
  if (column?.kind === 'number') return (row) => Number.isNaN(column.values[row])
  throw new RangeError(`no ids in column ${name}`)
}
