import { Problem } from '../../platform/problem.ts'
import type { RowSource } from '../formats/row-source.ts'
import { columnMissing, quote, unreadable } from '../problems.ts'
import type { Column, ColumnBatch, ColumnInfo } from '../types.ts'
import { rowsOf } from '../without-rows.ts'

/** Rows of features in memory; a table with more of them is refused. */
const mostFeatureRows = 5_000_000

/** Which columns of the table say of whom, of when and since when known a feature row is. */
export interface FeatureKeys {
  readonly unit: string
  readonly time: string
  /** Absent: a row is taken as known from its event time on. */
  readonly recorded?: string
}

/**
 * A table of features in memory, by unit and time: of each unit its rows stand together, the oldest
 * first; of rows of one time, those recorded earlier first, then those that come first in the file.
 */
export class FeatureTable {
  /** The columns to be joined. */
  readonly columns: readonly ColumnInfo[]
  readonly #values: ReadonlyMap<string, Column>
  readonly #spans: ReadonlyMap<string, readonly [from: number, until: number]>
  /** Rows of the file in the order of the table. */
  readonly #order: Int32Array
  readonly #times: Float64Array
  readonly #recorded: Float64Array

  private constructor(columns: readonly ColumnInfo[], gathered: Gathered, keys: FeatureKeys) {
    this.columns = columns
    this.#values = gathered.columns
    this.#times = timesOf(gathered, keys.time)
    this.#recorded = keys.recorded === undefined ? this.#times : timesOf(gathered, keys.recorded)
    const units = unitsOf(gathered.columns.get(keys.unit), gathered.count)
    const { order, spans } = this.#sort(units)
    this.#order = order
    this.#spans = spans
  }

  /**
   * Reads a table; its key columns are not joined.
   * @throws Problem `data-column-missing`, `data-unreadable`, `snapshot-refused` when it is too long
   */
  static async read(
    source: RowSource,
    keys: FeatureKeys,
    zone: string,
    signal: AbortSignal,
  ): Promise<FeatureTable> {
    const readable = source.columns.filter(
      (column): column is ColumnInfo => column.kind !== 'unreadable',
    )
    checkKeys(source.file, readable, keys)
    const names = readable.map(({ name }) => name)
    const batches = source.batches({ columns: names, zone, signal })
    const gathered = await gather(batches, source.file)
    const own = new Set([keys.unit, keys.time, keys.recorded])
    const joined = readable.filter(({ name }) => !own.has(name))
    return new FeatureTable(joined, gathered, keys)
  }

  /**
   * The row that was newest for a unit at a time, of those that were known then: the one of the
   * latest event time at or before `time` among those recorded at or before `known`; of several of
   * one time, the one recorded last; of several recorded at one time, the last of the file. -1 when
   * there is none, or a time is missing.
   */
  find(unit: string, time: number, known: number): number {
    const [from, until] = this.#spans.get(unit) ?? [0, 0]
    for (let at = this.#after(from, until, time) - 1; at >= from; at--) {
      const row = this.#order[at] as number // within the order
      if ((this.#recorded[row] as number) <= known) return row
    }
    return -1
  }

  /** A column of the table at some of its rows; -1 gives a missing value. */
  take(name: string, rows: Int32Array): Column {
    const column = this.#values.get(name)
    if (column === undefined) throw new RangeError(`no column ${name}`)
    return rowsOf(column, rows)
  }

  /** The first place whose time is after `time`; NaN is after nothing. */
  #after(from: number, until: number, time: number): number {
    let [low, high] = [from, until]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#times[this.#order[middle] as number] as number) <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  #sort(units: readonly (string | undefined)[]) {
    const times = this.#times
    const recorded = this.#recorded
    const rows = Int32Array.from(units.keys()).filter(
      (row) =>
        units[row] !== undefined && !Number.isNaN(times[row]) && !Number.isNaN(recorded[row]),
    )
    const numbers = new Map<string, number>()
    const unitOf = units.map((unit) => {
      if (unit === undefined) return -1
      const number = numbers.get(unit) ?? numbers.size
      numbers.set(unit, number)
      return number
    })
    const order = rows.sort(
      (a, b) =>
        (unitOf[a] as number) - (unitOf[b] as number) ||
        (times[a] as number) - (times[b] as number) ||
        (recorded[a] as number) - (recorded[b] as number) ||
        a - b,
    )
    const spans = new Map<string, readonly [number, number]>()
    for (let at = 0; at < order.length; ) {
      const unit = units[order[at] as number] as string // rows without a unit are left out
      const from = at
      while (at < order.length && units[order[at] as number] === unit) at += 1
      spans.set(unit, [from, at])
    }
    return { order, spans }
  }
}

interface Gathered {
  readonly count: number
  readonly columns: ReadonlyMap<string, Column>
}

function checkKeys(file: string, columns: readonly ColumnInfo[], keys: FeatureKeys): void {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
  for (const name of [keys.unit, keys.time, keys.recorded]) {
    if (name !== undefined && !kinds.has(name)) throw columnMissing(file, name, kinds.keys())
  }
  for (const name of [keys.time, keys.recorded]) {
    if (name === undefined || kinds.get(name) === 'timestamp') continue
    throw unreadable(file, `column ${quote(name)}`, `a ${kinds.get(name)}`, 'times')
  }
}

/** All rows as one batch. */
async function gather(batches: AsyncIterable<ColumnBatch>, file: string): Promise<Gathered> {
  const parts: ColumnBatch[] = []
  let count = 0
  for await (const batch of batches) {
    count += batch.count
    if (count > mostFeatureRows) throw tooLong(file)
    parts.push(batch)
  }
  const columns = new Map<string, Column>()
  for (const name of parts[0]?.columns.keys() ?? []) {
    columns.set(name, concatenate(parts.map((part) => part.columns.get(name) as Column))) // all have all
  }
  return { count, columns }
}

function concatenate(parts: readonly Column[]): Column {
  const [first] = parts
  const lengths = parts.map((part) =>
    part.kind === 'text' ? part.codes.length : part.values.length,
  )
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (first?.kind === 'text') return concatenateTexts(parts, total)
  const values = first?.kind === 'boolean' ? new Uint8Array(total) : new Float64Array(total)
  let at = 0
  for (const part of parts) {
    if (part.kind === 'text') continue
    values.set(part.values, at)
    at += part.values.length
  }
  if (values instanceof Uint8Array) return { kind: 'boolean', values }
  return { kind: first?.kind === 'timestamp' ? 'timestamp' : 'number', values }
}

/** Batches may have dictionaries of their own: the texts are numbered anew. */
function concatenateTexts(parts: readonly Column[], total: number): Column {
  const codes = new Int32Array(total)
  const numbers = new Map<string, number>()
  const texts: string[] = []
  let at = 0
  for (const part of parts) {
    if (part.kind !== 'text') continue
    for (const code of part.codes) {
      const text = code < 0 ? undefined : part.levels.texts[code]
      let number = text === undefined ? -1 : numbers.get(text)
      if (number === undefined && text !== undefined) {
        number = texts.push(text) - 1
        numbers.set(text, number)
      }
      codes[at++] = number ?? -1
    }
  }
  return { kind: 'text', codes, levels: { texts } }
}

function timesOf({ columns }: Gathered, name: string): Float64Array {
  const column = columns.get(name)
  return column?.kind === 'timestamp' ? column.values : new Float64Array(0)
}

/** Units as texts; a number is its shortest text, so that 7 and "7" are one unit. */
export function unitsOf(
  column: Column | undefined,
  count: number,
): readonly (string | undefined)[] {
  if (column?.kind === 'text') {
    return Array.from(column.codes, (code) => (code < 0 ? undefined : column.levels.texts[code]))
  }
  if (column?.kind === 'number') {
    return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)))
  }
  return new Array<undefined>(count).fill(undefined)
}

function tooLong(file: string): Problem {
  return new Problem(
    'snapshot-refused',
    `${file} has more than ${mostFeatureRows} rows of features.`,
    {
      hint: 'Leave out rows that are older than any row of the snapshot, or make several snapshots.',
    },
  )
}
