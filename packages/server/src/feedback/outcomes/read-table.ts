import { openSource } from '../../datasets/index.ts'
import type { Column, ColumnBatch } from '../../datasets/types.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import { checkColumns } from './name-members.ts'
import type { ColumnChoice } from './order.ts'

/** Rows of a table by the names of members, and the number of the first, from 1. */
export interface TableRows {
  readonly first: number
  readonly records: readonly Readonly<Record<string, unknown>>[]
}

/** A Parquet file of outcomes. */
export interface OutcomeTable {
  readonly rowCount: number | undefined
  /** Memory does not grow with the file. */
  rows(): AsyncIterable<TableRows>
  close(): Promise<void>
}

/**
 * Opens a Parquet file of outcomes. A file that is cut off is refused here, before its first row.
 *
 * @param file as it was named, for messages
 * @param times as microseconds since 1970 UTC, or as RFC 3339 writes them
 * @throws Problem `file-not-found`, `data-unreadable`, `data-column-unknown`, `data-column-missing`
 */
export async function openOutcomeTable(
  path: string,
  file: string,
  choice: ColumnChoice,
  times: 'micros' | 'text',
): Promise<OutcomeTable> {
  const source = await openSource(path, `${file.replace(/\.[^./\\]*$/, '')}.parquet`)
  try {
    checkColumns(
      source.columns.map(({ name }) => name),
      choice,
      file,
    )
    refuseLocalTimes(source, choice, file)
  } catch (problem) {
    await source.close()
    throw problem
  }
  return {
    rowCount: source.rowCount,
    rows: () => rowsOf(source, choice, times),
    close: () => source.close(),
  }
}

function refuseLocalTimes({ columns }: RowSource, { ignore }: ColumnChoice, file: string): void {
  const local = columns.find((one) => 'local' in one && !ignore.has(one.name))
  if (local === undefined) return
  throw new Problem(
    'data-unreadable',
    `${file}, column ${JSON.stringify(local.name)}: found times without a zone, expected times in UTC.`,
    { hint: 'Write them with their zone, as tz_localize of pandas does.' },
  )
}

async function* rowsOf(
  source: RowSource,
  { columns, ignore }: ColumnChoice,
  times: 'micros' | 'text',
): AsyncGenerator<TableRows> {
  const names = source.columns.map(({ name }) => name).filter((name) => !ignore.has(name))
  let first = 1
  for await (const batch of source.batches({ columns: names, zone: 'UTC' })) {
    const cells = names.map(
      (name) => [columns.get(name) ?? name, cellOf(batch, name, times)] as const,
    )
    for (let from = 0; from < batch.count; from += rowsAtOnce) {
      const until = Math.min(batch.count, from + rowsAtOnce)
      yield { first: first + from, records: recordsOf(cells, from, until) }
    }
    first += batch.count
  }
}

type RowSource = Awaited<ReturnType<typeof openSource>>

const rowsAtOnce = 2048

type CellOf = (row: number) => unknown

function recordsOf(cells: readonly (readonly [string, CellOf])[], from: number, until: number) {
  const records: Record<string, unknown>[] = []
  for (let row = from; row < until; row++) {
    const record: Record<string, unknown> = {}
    for (const [member, cell] of cells) {
      const value = cell(row)
      // A missing value is none: a table has no way to take an outcome back.
      if (value !== undefined) record[member] = value
    }
    records.push(record)
  }
  return records
}

function cellOf(batch: ColumnBatch, name: string, times: 'micros' | 'text'): CellOf {
  const column = batch.columns.get(name) as Column // it was asked for
  switch (column.kind) {
    case 'number':
      return (row) => definedNumber(column.values[row])
    case 'timestamp':
      return (row) => timeOf(column.values[row], times)
    case 'text':
      return (row) => column.levels.texts[column.codes[row] ?? -1]
    case 'boolean':
      return (row) => [false, true][column.values[row] ?? -1]
  }
}

function definedNumber(value = Number.NaN): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

/** What is no time of this era is left as it is, to be refused with its row. */
function timeOf(value: number | undefined, times: 'micros' | 'text'): unknown {
  const us = definedNumber(value)
  if (us === undefined || times === 'micros') return us
  return Number.isSafeInteger(us) && Math.abs(us) < 8.64e15 ? toRfc3339(micros(us)) : us
}
