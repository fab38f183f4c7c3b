import { isAbsolute, resolve } from 'node:path'
import type { DatasetConfig } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { type Zone, zoneOf } from '../platform/zone.ts'
import { type DatasetFile, digestOfDataset } from './dataset-digest.ts'
import { compileDerived, type DerivedColumn, derivedFor, withDerived } from './derived-columns.ts'
import { BatchMemory } from './formats/batch-memory.ts'
import { openSource } from './formats/open-source.ts'
import type { RowSource, TimeSpan } from './formats/row-source.ts'
import { arrayNameOf } from './formats/spread-arrays.ts'
import { pickColumns } from './pick-columns.ts'
import { columnMissing, unreadable } from './problems.ts'
import type { ColumnBatch, ColumnInfo, ColumnKind } from './types.ts'

export interface OpenOptions {
  readonly name: string
  readonly config: DatasetConfig
  /** Paths of the configuration are relative to it. */
  readonly folder: string
}

export interface ReadColumns {
  readonly columns: readonly string[]
  /** Columns to be read as text where the format leaves the choice, such as codes in CSV. */
  readonly asText?: ReadonlySet<string>
  /** Rows at other times need not be given, where a file says which these are. */
  readonly within?: TimeSpan
  /** A batch may take the memory of the one before: each is valid until the next is asked for. */
  readonly isPassing?: true
  readonly signal?: AbortSignal
  /** Told how many bytes are read so far, of `sizeBytes`. */
  readonly onBytes?: (bytes: number) => void
}

/** A named source of rows: files that follow each other, and columns derived from theirs. */
export interface Dataset {
  readonly name: string
  readonly config: DatasetConfig
  readonly zone: Zone
  /** Columns of the files, then derived ones. */
  readonly columns: readonly ColumnInfo[]
  /** Where every file's format says it without being read. */
  readonly rowCount: number | undefined
  /** Of all files. */
  readonly sizeBytes: number
  /** Digest of the content; reads every byte at the first call. */
  digest(signal?: AbortSignal): Promise<Digest>
  /**
   * The asked columns of every row, in order, the same batches every time.
   * @throws Problem `data-column-missing`, `data-unreadable`
   */
  read(options: ReadColumns): AsyncIterable<ColumnBatch>
  /** @throws Problem `data-column-missing` with the nearest name */
  column(name: string): ColumnInfo
  close(): Promise<void>
}

/** @throws Problem `file-not-found`, `data-unreadable`, `data-column-missing`, `expression-invalid` */
export async function openFiles({ name, config, folder }: OpenOptions): Promise<Dataset> {
  const zone = zoneOf(config.time?.zone ?? 'UTC')
  const files = [config.files].flat().map((file) => ({ file, path: pathOf(file, folder) }))
  const sources: RowSource[] = []
  try {
    for (const { file, path } of files)
      sources.push(await openSource(path, file, { times: config.time?.column }))
    const dataset = new FileDataset(name, config, zone, files, sources)
    if (config.time !== undefined) checkTime(dataset, config.time.column)
    if (config.label !== undefined) dataset.column(config.label)
    return dataset
  } catch (cause) {
    await Promise.all(sources.map((source) => source.close()))
    throw cause
  }
}

class FileDataset implements Dataset {
  readonly name: string
  readonly config: DatasetConfig
  readonly zone: Zone
  readonly columns: readonly ColumnInfo[]
  readonly rowCount: number | undefined
  readonly sizeBytes: number
  readonly #files: readonly DatasetFile[]
  readonly #sources: readonly RowSource[]
  readonly #derived: readonly DerivedColumn[]
  #digest: Promise<Digest> | undefined

  constructor(
    name: string,
    config: DatasetConfig,
    zone: Zone,
    files: readonly DatasetFile[],
    sources: readonly RowSource[],
  ) {
    this.name = name
    this.config = config
    this.zone = zone
    this.#files = files
    this.#sources = sources
    const own = commonColumns(sources)
    const kinds = new Map<string, ColumnKind>(own.map((column) => [column.name, column.kind]))
    this.#derived = compileDerived(config.derive ?? {}, kinds, zone)
    this.columns = [...own, ...this.#derived.map(({ name, kind }) => ({ name, kind }))]
    this.rowCount = totalRows(sources)
    this.sizeBytes = sources.reduce((sum, source) => sum + source.sizeBytes, 0)
  }

  digest(signal?: AbortSignal): Promise<Digest> {
    this.#digest ??= digestOfDataset(this.#files, this.config, signal)
    return this.#digest
  }

  async *read({
    columns,
    asText,
    within,
    isPassing,
    signal,
    onBytes,
  }: ReadColumns): AsyncIterable<ColumnBatch> {
    for (const name of columns) this.column(name)
    const derived = derivedFor(columns, this.#derived)
    const derivedNames = new Set(this.#derived.map((column) => column.name))
    const used = new Set(derived.flatMap((column) => column.from))
    const asked = [...new Set([...columns, ...used])].filter((name) => !derivedNames.has(name))
    const memory = isPassing && new BatchMemory()
    let done = 0
    for (const source of this.#sources) {
      let inFile = 0
      const onFileBytes = (bytes: number) => {
        inFile += bytes
        onBytes?.(done + inFile)
      }
      const batches = source.batches({
        columns: asked,
        asText: new Set([...(asText ?? [])].filter((name) => !used.has(name))),
        zone: this.zone.name,
        // A derived column hides one of the file, whose times may be others.
        ...(within && !derivedNames.has(within.column) && { within }),
        ...(memory && { memory }),
        ...(signal && { signal }),
        onBytes: onFileBytes,
      })
      for await (const batch of batches) yield pickColumns(withDerived(batch, derived), columns)
      done += source.sizeBytes
      onBytes?.(done)
    }
  }

  column(name: string): ColumnInfo {
    const found = this.columns.find((column) => column.name === name)
    if (found !== undefined) return found
    for (const source of this.#sources) refuseUnreadable(source, name)
    const names = this.columns.map((column) => column.name)
    throw columnMissing(`Dataset ${this.name}`, name, names)
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()))
  }
}

function pathOf(file: string, folder: string): string {
  return isAbsolute(file) ? file : resolve(folder, file)
}

function checkTime(dataset: Dataset, name: string): void {
  const { kind } = dataset.column(name)
  if (kind === 'timestamp') return
  const place = `column ${JSON.stringify(name)}`
  const found = `values of kind ${kind}`
  throw unreadable(dataset.name, place, found, 'times, as `time.column` says', {
    hint:
      'A column of times has 2001-01-31, 2001-01-31 13:05 or RFC 3339 in every row of a CSV file, and' +
      ' timestamps, dates or such text in Parquet: in pandas, pandas.to_datetime makes them of other text.',
  })
}

/** Every column of the first file; a later file must hold the same kind under the same name. */
function commonColumns([first, ...others]: readonly RowSource[]): readonly ColumnInfo[] {
  const readable = (first?.columns ?? []).filter((column) => column.kind !== 'unreadable')
  for (const other of others) {
    for (const { name, kind } of readable) {
      const found = other.columns.find((column) => column.name === name)
      if (found === undefined) {
        throw columnMissing(
          other.file,
          name,
          other.columns.map((column) => column.name),
        )
      }
      if (found.kind !== kind) {
        const expected = `${kind}, as in ${first?.file}`
        throw unreadable(
          other.file,
          `column ${JSON.stringify(name)}`,
          `kind ${found.kind}`,
          expected,
        )
      }
    }
    refuseLongerArrays(readable, other)
  }
  return readable
}

/** What is beyond the arrays of the first file would be cut off without a word. */
function refuseLongerArrays(readable: readonly ColumnInfo[], other: RowSource): void {
  const known = new Set(readable.map(({ name }) => name))
  const arrays = new Set([...known].map(arrayNameOf))
  const more = other.columns.find(({ name }) => {
    const array = arrayNameOf(name)
    return array !== undefined && arrays.has(array) && !known.has(name)
  })
  if (more === undefined) return
  const place = `column ${JSON.stringify(more.name)}`
  throw unreadable(other.file, place, 'an element more', 'as many as in the first file')
}

function refuseUnreadable(source: RowSource, name: string): void {
  const column = source.columns.find((candidate) => candidate.name === name)
  if (column?.kind !== 'unreadable') return
  const place = `column ${JSON.stringify(name)}`
  throw unreadable(source.file, place, column.found, 'numbers, text, times or booleans')
}

function totalRows(sources: readonly RowSource[]): number | undefined {
  let total = 0
  for (const { rowCount } of sources) {
    if (rowCount === undefined) return undefined
    total += rowCount
  }
  return total
}
