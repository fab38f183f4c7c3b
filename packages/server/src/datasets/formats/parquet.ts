import type { FileMetaData, ParquetScan, SchemaElement } from 'hyparquet'
import { parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet'
import { Problem } from '../../platform/problem.ts'
import { LevelTable } from '../levels.ts'
import { columnMissing, unreadable } from '../problems.ts'
import type { Column, ColumnBatch, SourceColumn } from '../types.ts'
import { type Zone, zoneOf } from '../zone.ts'
import { FileBytes } from './file-bytes.ts'
import { parquetCodecs } from './parquet-codecs.ts'
import { toColumn } from './parquet-columns.ts'
import { columnOf, meaningOf, physicalElement } from './parquet-schema.ts'
import type { ReadOptions, RowSource } from './row-source.ts'

/** Row groups larger than this are read in ranges of this many rows. */
const maximumBatchRows = 1 << 19

/** @throws Problem `file-not-found`, `data-unreadable` */
export async function openParquet(path: string, file: string): Promise<RowSource> {
  const bytes = await FileBytes.open(path, file)
  try {
    const metadata = await readMetadata(bytes)
    return new ParquetSource(bytes, metadata)
  } catch (cause) {
    await bytes.close()
    throw asProblem(cause, file, 'the footer')
  }
}

class ParquetSource implements RowSource {
  readonly file: string
  readonly columns: readonly SourceColumn[]
  readonly rowCount: number
  readonly #bytes: FileBytes
  readonly #metadata: FileMetaData
  readonly #elements: readonly SchemaElement[]

  constructor(bytes: FileBytes, metadata: FileMetaData) {
    this.file = bytes.file
    this.rowCount = Number(metadata.num_rows)
    this.#bytes = bytes
    this.#metadata = metadata
    this.#elements = parquetSchema(metadata).children.map((child) => child.element)
    this.columns = this.#elements.map(columnOf)
  }

  async *batches(options: ReadOptions): AsyncIterable<ColumnBatch> {
    const zone = zoneOf(options.zone)
    const readers = await Promise.all(options.columns.map((name) => this.#reader(name, zone)))
    for (const [start, end] of rowRanges(this.#metadata)) {
      options.signal?.throwIfAborted()
      const columns = new Map<string, Column>()
      for (const reader of readers) columns.set(reader.name, await reader.read(start, end))
      yield { count: end - start, columns }
    }
    await this.#bytes.checkUnchanged()
  }

  close(): Promise<void> {
    return this.#bytes.close()
  }

  async #reader(name: string, zone: Zone): Promise<ColumnReader> {
    const element = this.#elements.find((candidate) => candidate.name === name)
    if (element === undefined) {
      throw columnMissing(
        this.file,
        name,
        this.columns.map((column) => column.name),
      )
    }
    return ColumnReader.open(this.#bytes, this.#metadata, element, zone)
  }
}

/** Reads one column in ranges. Each distinct text of a dictionary is decoded once, not once a row. */
class ColumnReader {
  readonly name: string
  readonly #file: string
  readonly #scan: ParquetScan
  readonly #element: SchemaElement
  readonly #zone: Zone
  readonly #texts: { table: LevelTable }

  private constructor(
    file: string,
    scan: ParquetScan,
    element: SchemaElement,
    zone: Zone,
    texts: { table: LevelTable },
  ) {
    this.name = element.name
    this.#file = file
    this.#scan = scan
    this.#element = element
    this.#zone = zone
    this.#texts = texts
  }

  static async open(
    bytes: FileBytes,
    metadata: FileMetaData,
    element: SchemaElement,
    zone: Zone,
  ): Promise<ColumnReader> {
    const texts = { table: new LevelTable() }
    const scan = await parquetScan({
      file: bytes,
      metadata: { ...metadata, schema: metadata.schema.map(physicalOf) },
      columns: [element.name],
      compressors: parquetCodecs,
      geoparquet: false,
      parsers: {
        stringFromBytes: (text) => texts.table.codeOfBytes(text),
        timestampFromNanoseconds: (nanos) => nanos / 1000n,
      },
    })
    return new ColumnReader(bytes.file, scan, element, zone, texts)
  }

  async read(rowStart: number, rowEnd: number): Promise<Column> {
    const place = `column ${JSON.stringify(this.name)}, rows ${rowStart + 1} to ${rowEnd}`
    const meaning = meaningOf(this.#element)
    if (meaning.kind === 'unreadable') {
      throw unreadable(this.#file, place, meaning.found, 'numbers, text, times or booleans')
    }
    this.#texts.table = this.#texts.table.next()
    try {
      const stored = await this.#scan.readColumn({ column: this.name, rowStart, rowEnd })
      if (stored.length !== rowEnd - rowStart) throw new RangeError(`${stored.length} values`)
      return toColumn(stored, meaning, this.#texts.table, this.#zone)
    } catch (cause) {
      throw asProblem(cause, this.#file, place)
    }
  }
}

function physicalOf(element: SchemaElement, index: number): SchemaElement {
  return index === 0 || element.num_children !== undefined ? element : physicalElement(element)
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
  const rows = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n)
  if (rows !== metadata.num_rows) {
    throw unreadable(file, 'the footer', `row groups of ${rows} rows`, `${metadata.num_rows}`)
  }
  return metadata
}

function* rowRanges(metadata: FileMetaData): Generator<[start: number, end: number]> {
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows)
    for (let start = groupStart; start < groupEnd; start += maximumBatchRows) {
      yield [start, Math.min(start + maximumBatchRows, groupEnd)]
    }
    groupStart = groupEnd
  }
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
