import { type InputRow, Refusal, type RowStream } from '@ratchet-ml/scoring'
import { zoneOf } from '../../platform/zone.ts'
import { columnMissing, quote, unreadable } from '../problems.ts'
import type { ColumnBatch, ColumnInfo, SourceColumn } from '../types.ts'
import { type ColumnBuilder, columnBuilder } from './column-builder.ts'
import { FileBytes } from './file-bytes.ts'
import type { ReadOptions, RowSource, SourceFault } from './row-source.ts'
import { guessColumns, type TextForms } from './text-kinds.ts'

/** What tells one text format from another. */
export interface TextFormat extends TextForms {
  /**
   * A reader that gives values of these kinds; columns that are not named come as they are.
   * @param texts columns that are read as texts, the empty one too where the format can say it
   */
  createReader(columns: readonly ColumnInfo[], texts?: ReadonlySet<string>): RowStream
}

const chunkBytes = 1 << 20
const batchRows = 1 << 16
/** The kinds of columns are those of this many rows. */
const rowsLookedAt = 1000

/** @throws Problem `file-not-found`, `data-unreadable` */
export async function openText(path: string, file: string, format: TextFormat): Promise<RowSource> {
  const bytes = await FileBytes.open(path, file)
  try {
    const columns = guessColumns(await firstRows(bytes, format), format)
    if (columns.length > 0) return new TextSource(bytes, format, columns)
    throw unreadable(file, 'the file', 'no rows', 'at least one')
  } catch (cause) {
    await bytes.close()
    throw cause
  }
}

class TextSource implements RowSource {
  readonly file: string
  readonly sizeBytes: number
  readonly columns: readonly SourceColumn[]
  readonly #bytes: FileBytes
  readonly #format: TextFormat

  constructor(bytes: FileBytes, format: TextFormat, columns: readonly SourceColumn[]) {
    this.file = bytes.file
    this.sizeBytes = bytes.byteLength
    this.columns = columns
    this.#bytes = bytes
    this.#format = format
  }

  async *batches(options: ReadOptions): AsyncIterable<ColumnBatch> {
    const asked = options.columns.map((name) => this.#column(name, options))
    const zone = zoneOf(options.zone)
    const builders = asked.map(({ name, kind }) => columnBuilder(name, kind, batchRows, zone))
    const onFault = options.onFault ?? ((fault) => refuse(fault, this.file))
    const lines = new Int32Array(batchRows)
    let count = 0
    const reader = this.#format.createReader(asked, options.asText)
    for await (const rows of readRows(this.#bytes, reader, options)) {
      for (const row of rows) {
        const fault = putRow(row, count, builders)
        if (fault !== undefined) {
          onFault(fault)
          continue
        }
        lines[count] = row.line
        count += 1
        if (count < batchRows) continue
        yield take(builders, count, lines)
        count = 0
      }
    }
    if (count > 0) yield take(builders, count, lines)
    await this.#bytes.checkUnchanged()
  }

  close(): Promise<void> {
    return this.#bytes.close()
  }

  #column(name: string, { asText, kinds }: ReadOptions): ColumnInfo {
    const found = this.columns.find((column) => column.name === name)
    if (found === undefined) {
      throw columnMissing(
        this.file,
        name,
        this.columns.map((column) => column.name),
      )
    }
    if (found.kind === 'unreadable') {
      throw unreadable(this.file, `column ${quote(name)}`, found.found, 'numbers, text or booleans')
    }
    if (asText?.has(name)) return { name, kind: 'text' }
    const kind = kinds?.get(name) ?? found.kind
    return kind === found.kind ? found : { name, kind }
  }
}

/** Rows that cannot be read are left for whoever reads them; a file of nothing else is refused. */
async function firstRows(bytes: FileBytes, format: TextFormat): Promise<readonly InputRow[]> {
  const found: InputRow[] = []
  let fault: Extract<InputRow, { kind: 'fault' }> | undefined
  for await (const rows of readRows(bytes, format.createReader([]), {})) {
    for (const row of rows) {
      if (row.kind === 'fault') fault ??= row
      else found.push(row)
    }
    if (found.length >= rowsLookedAt) break
  }
  if (found.length === 0 && fault !== undefined) throw faultAt(fault, bytes.file)
  return found.slice(0, rowsLookedAt)
}

async function* readRows(
  bytes: FileBytes,
  reader: RowStream,
  { signal, onBytes }: Pick<ReadOptions, 'signal' | 'onBytes'>,
): AsyncIterable<readonly InputRow[]> {
  try {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
      signal?.throwIfAborted()
      const end = Math.min(at + chunkBytes, bytes.byteLength)
      yield reader.push(new Uint8Array(await bytes.slice(at, end)))
      onBytes?.(end - at)
    }
    yield reader.end()
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    throw unreadable(bytes.file, cause.place, cause.found, cause.expected)
  }
}

/** Puts the values of a row in their columns, unless one is not of its kind. */
function putRow(
  row: InputRow,
  at: number,
  builders: readonly ColumnBuilder[],
): SourceFault | undefined {
  const { line } = row
  if (row.kind === 'fault') return { line, rule: 'unreadable', ...row.fault }
  const { record } = row
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    const found = JSON.stringify(record).slice(0, 60)
    return { line, rule: 'unreadable', found, expected: 'an object' }
  }
  for (const builder of builders) {
    // Only own members: a column may be called `constructor`.
    const value = Object.hasOwn(record, builder.name)
      ? (record as Readonly<Record<string, unknown>>)[builder.name]
      : undefined
    if (builder.put(at, value)) continue
    const found = typeof value === 'string' ? quote(value) : `a ${typeof value}`
    const expected = `a ${builder.kind}, as in the first rows`
    return { line, column: builder.name, rule: 'type', found, expected }
  }
  return undefined
}

function refuse({ line, column, found, expected }: SourceFault, file: string): never {
  const place = column === undefined ? `line ${line}` : `line ${line}, column ${quote(column)}`
  throw unreadable(file, place, found, expected)
}

function faultAt(row: Extract<InputRow, { kind: 'fault' }>, file: string) {
  const { found, expected } = row.fault
  return unreadable(file, `line ${row.line}`, found, expected)
}

function take(builders: readonly ColumnBuilder[], count: number, lines: Int32Array): ColumnBatch {
  return {
    count,
    columns: new Map(builders.map((builder) => [builder.name, builder.take(count)])),
    lines: lines.slice(0, count),
  }
}
