import { Problem } from '../../../platform/problem.ts'
import type { RowSource } from '../../formats/row-source.ts'
import { columnMissing, quote, unreadable } from '../../problems.ts'
import type { ColumnInfo } from '../../types.ts'
import type { AgreedColumn, KnownKinds } from './request.ts'

/** What a file says of its columns. */
export interface Described {
  readonly file: string
  /** Whether kinds are guessed from the first rows. */
  readonly isText: boolean
  readonly columns: readonly ColumnInfo[]
  /** Columns that cannot be read, such as nested ones. */
  readonly unreadable: readonly string[]
}

export function describe(source: RowSource, isText: boolean): Described {
  const columns: ColumnInfo[] = []
  const unreadable: string[] = []
  for (const column of source.columns) {
    if (column.kind === 'unreadable') unreadable.push(column.name)
    else columns.push(column)
  }
  return { file: source.file, isText, columns, unreadable }
}

export interface Agreement {
  /** By name. */
  readonly columns: readonly AgreedColumn[]
  /** Columns of some file that cannot be read and are in no schema. */
  readonly unreadable: readonly string[]
}

/**
 * The columns that all files have, each of one kind, whatever their order.
 *
 * @param without columns that are left out
 * @param known kinds that text columns are read as
 * @throws Problem `data-column-missing` when a file lacks a column of another, `snapshot-refused`
 * when it has one more, `data-unreadable` for two kinds
 */
export function agreeOnColumns(
  files: readonly Described[],
  without: ReadonlySet<string>,
  known: KnownKinds,
): Agreement {
  const [first, ...others] = files
  if (first === undefined) throw new RangeError('no files')
  const columns = columnsOf(first, without, known)
  for (const name of without) checkIsThere(files, name)
  for (const other of others) {
    const own = columnsOf(other, without, known)
    for (const column of columns.values()) checkSame(column, own.get(column.name), first, other)
    for (const name of own.keys()) if (!columns.has(name)) throw surplus(name, other, first)
  }
  const byName = [...columns.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const unread = new Set(files.flatMap((file) => file.unreadable))
  if (byName.length === 0) throw unreadable(first.file, 'the file', 'no column', 'at least one')
  return { columns: byName, unreadable: [...unread].sort() }
}

function columnsOf(
  { columns, isText }: Described,
  without: ReadonlySet<string>,
  known: KnownKinds,
): ReadonlyMap<string, ColumnInfo> {
  const kept = columns.filter(({ name }) => !without.has(name))
  return new Map(
    kept.map((column) => {
      const kind = isText ? (known.get(column.name) ?? column.kind) : column.kind
      return [column.name, { name: column.name, kind }]
    }),
  )
}

function checkIsThere(files: readonly Described[], name: string): void {
  const names = files.flatMap(({ columns, unreadable }) => [
    ...columns.map((column) => column.name),
    ...unreadable,
  ])
  if (!names.includes(name)) throw columnMissing('The files', name, new Set(names))
}

function checkSame(
  column: ColumnInfo,
  found: ColumnInfo | undefined,
  first: Described,
  other: Described,
): void {
  if (found === undefined) {
    const names = other.columns.map(({ name }) => name)
    throw columnMissing(other.file, column.name, names)
  }
  if (found.kind === column.kind) return
  const expected = `${column.kind}, as in ${first.file}`
  throw unreadable(other.file, `column ${quote(column.name)}`, found.kind, expected)
}

function surplus(name: string, file: Described, first: Described): Problem {
  const detail = `${file.file} has the column ${quote(name)}, which ${first.file} has not.`
  return new Problem('snapshot-refused', detail, {
    hint: `Leave it out with --without ${name}, or make a snapshot of the files that have it.`,
  })
}
