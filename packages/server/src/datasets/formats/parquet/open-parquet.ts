import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import { parquetMetadataAsync, parquetSchema } from 'hyparquet'
import { Problem } from '../../../platform/problem.ts'
import { type Zone, zoneOf } from '../../../platform/zone.ts'
import { columnMissing, quote, unreadable } from '../../problems.ts'
import type { Column, ColumnBatch, SourceColumn } from '../../types.ts'
import { FileBytes } from '../file-bytes.ts'
import type { ReadOptions, RowSource } from '../row-source.ts'
import { ColumnCursor } from './column-cursor.ts'
import { columnOf, meaningOf } from './meaning.ts'
import { mayHold } from './prune-groups.ts'
import { TextTimes } from './text-times.ts'

const batchRows = 1 << 16

/**
 * @param times a column that is to hold times, whose text is read as such
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export async function openParquet(path: string, file: string, times?: string): Promise<RowSource> {
  const bytes = await FileBytes.open(path, file)
  try {
    const metadata = await readMetadata(bytes)
    return new ParquetSource(bytes, metadata, times)
  } catch (cause) {
    await bytes.close()
    throw asProblem(cause, file, 'the footer')
  }
}

class ParquetSource implements RowSource {
  readonly file: string
  readonly columns: readonly SourceColumn[]
  readonly rowCount: number
  readonly sizeBytes: number
  readonly #bytes: FileBytes
  readonly #metadata: FileMetaData
  readonly #elements: readonly SchemaElement[]
  /** A column of times that are written as text. */
  readonly #textTimes: string | undefined

  constructor(bytes: FileBytes, metadata: FileMetaData, times: string | undefined) {
    this.file = bytes.file
    this.rowCount = Number(metadata.num_rows)
    this.sizeBytes = bytes.byteLength
    this.#bytes = bytes
    this.#metadata = metadata
    this.#elements = parquetSchema(metadata).children.map((child) => child.element)
    const columns = this.#elements.map(columnOf)
    const isText = columns.some(({ name, kind }) => name === times && kind === 'text')
    this.#textTimes = isText ? times : undefined
    this.columns = columns.map((column) =>
      column.name === this.#textTimes
        ? { name: column.name, kind: 'timestamp', local: true }
        : column,
    )
  }

  async *batches(options: ReadOptions): AsyncIterable<ColumnBatch> {
    const zone = zoneOf(options.zone)
    const cursors = options.columns.map((name) => this.#cursor(name, zone, options.memory))
    const textTimes = new TextTimes(this.file, zone)
    const groups = this.#groupsOf(options, zone)
    for (const [i, { group, first }] of groups.entries()) {
      const rows = Number(group.num_rows)
      for (const cursor of cursors) cursor.readAhead(group)
      for (const cursor of cursors) {
        await this.#telling(cursor, first, rows, () => cursor.enter(group))
      }
      const next = groups[i + 1]
      if (next !== undefined && options.memory !== undefined) {
        for (const cursor of cursors) cursor.readAhead(next.group)
      }
      for (let done = 0; done < rows; done += batchRows) {
        options.signal?.throwIfAborted()
        const count = Math.min(batchRows, rows - done)
        const columns = new Map<string, Column>()
        for (const cursor of cursors) {
          const read = async () => cursor.read(count)
          const column = await this.#telling(cursor, first + done, count, read)
          const isText = cursor.name === this.#textTimes
          columns.set(
            cursor.name,
            isText ? textTimes.read(cursor.name, column, first + done) : column,
          )
        }
        yield { count, columns }
      }
    }
    await this.#bytes.checkUnchanged()
  }

  close(): Promise<void> {
    return this.#bytes.close()
  }

  /** Those that are asked for, each with the number of its first row. */
  #groupsOf(options: ReadOptions, zone: Zone) {
    let first = 0
    return this.#metadata.row_groups.flatMap((group) => {
      const from = first
      first += Number(group.num_rows)
      return this.#mayHold(group, options, zone) ? [{ group, first: from }] : []
    })
  }

  #mayHold(group: RowGroup, { within }: ReadOptions, zone: Zone): boolean {
    if (within === undefined || within.column === this.#textTimes) return true
    const element = this.#elements.find(({ name }) => name === within.column)
    return element === undefined || mayHold(group, within, element, zone)
  }

  #cursor(name: string, zone: Zone, memory: ReadOptions['memory']): ColumnCursor {
    const element = this.#elements.find((candidate) => candidate.name === name)
    if (element === undefined) {
      const names = this.columns.map((column) => column.name)
      throw columnMissing(this.file, name, names)
    }
    const meaning = meaningOf(element)
    if (meaning.kind === 'unreadable') {
      const place = `column ${quote(name)}`
      throw unreadable(this.file, place, meaning.found, 'numbers, text, times or booleans')
    }
    return new ColumnCursor({ bytes: this.#bytes, element, meaning, zone, memory })
  }

  /** Whatever the decoder stumbles over becomes a problem that names the place. */
  async #telling<T>(
    { name }: ColumnCursor,
    first: number,
    count: number,
    read: () => Promise<T>,
  ): Promise<T> {
    try {
      return await read()
    } catch (cause) {
      const place = `column ${quote(name)}, rows ${first + 1} to ${first + count}`
      throw asProblem(cause, this.file, place)
    }
  }
}

async function readMetadata(bytes: FileBytes): Promise<FileMetaData> {
  const { file, byteLength } = bytes
  if (byteLength < 12) throw unreadable(file, 'the file', `${byteLength} bytes`, 'a Parquet file')
  const start = await bytes.slice(0, 4)
  const end = await bytes.slice(byteLength - 4)
  if (!isMagic(start)) throw unreadable(file, 'the first 4 bytes', shown(start), '"PAR1"')
  if (!isMagic(end)) {
    throw unreadable(file, 'the last 4 bytes', shown(end), '"PAR1" (is the file cut off?)')
  }
  const metadata = await parquetMetadataAsync(bytes, { geoparquet: false })
  // The footer is read by its own description: what is damaged may be of any type.
  const isNamed = metadata.schema.every(({ name }) => typeof name === 'string')
  if (!isNamed) throw unreadable(file, 'the footer', 'a column without a name', 'names')
  const rows = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n)
  if (rows !== metadata.num_rows) {
    throw unreadable(file, 'the footer', `row groups of ${rows} rows`, `${metadata.num_rows}`)
  }
  return metadata
}

function isMagic(bytes: ArrayBuffer): boolean {
  return new DataView(bytes).getUint32(0) === 0x50_41_52_31
}

function shown(bytes: ArrayBuffer): string {
  return JSON.stringify(Buffer.from(bytes).toString('latin1'))
}

/** Whatever the decoder stumbles over is a damaged file: the decoder sees nothing else. */
function asProblem(cause: unknown, file: string, place: string): unknown {
  if (cause instanceof Problem) return cause
  if (cause instanceof Error && cause.name === 'AbortError') return cause
  const found = cause instanceof Error ? cause.message : String(cause)
  return new Problem(
    'data-unreadable',
    `${file}, ${place}: the Parquet reader stopped at "${found}".`,
    { hint: 'The file is damaged, cut off, or uses a feature that is not supported.', cause },
  )
}
