import { createHash } from 'node:crypto'
import type { DatasetConfig, SnapshotPart } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { parseRfc3339 } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import { type Zone, zoneOf } from '../../platform/zone.ts'
import type { Dataset, ReadColumns } from '../dataset.ts'
import { compileDerived, type DerivedColumn, derivedFor, withDerived } from '../derived-columns.ts'
import { BatchMemory } from '../formats/batch-memory.ts'
import { openParquet } from '../formats/parquet/open-parquet.ts'
import { type PartitionLength, type TimePartition, TimePartitions } from '../partitions.ts'
import { pickColumns } from '../pick-columns.ts'
import { columnMissing } from '../problems.ts'
import type { Column, ColumnBatch, ColumnInfo, ColumnKind } from '../types.ts'
import { withoutRows } from '../without-rows.ts'
import type { KeptSnapshot } from './types.ts'

export interface OpenSnapshotOptions extends KeptSnapshot {
  /** `flights@2`, for messages. */
  readonly name: string
  /** What is read instead of what the manifest says of time, label and derived columns. */
  readonly config?: Omit<DatasetConfig, 'files'>
}

/** Event times from `from` on and before `until`, in microseconds UTC. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** The rows of a snapshot, in the order of its parts: the same every time, on every machine. */
export interface Snapshot extends Dataset {
  /** The column of event times that `readSpan` goes by; absent when the snapshot has none. */
  readonly spanColumn: string | undefined
  /**
   * The asked columns of the rows of a span of event time, in order. Parts and row groups at other
   * times are not read.
   *
   * @throws Problem `data-column-missing` when the snapshot has no event times
   */
  readSpan(span: Span, options: ReadColumns): AsyncIterable<ColumnBatch>
  /** The rows whose value in a column of texts, numbers or booleans is this one, in order. */
  readWhere(
    match: { readonly column: string; readonly equals: string | number | boolean },
    options: ReadColumns,
  ): AsyncIterable<ColumnBatch>
  /**
   * The partitions of event time that parts reach into, in order: each worker may take some, and read
   * them with `readSpan`. There are none where the snapshot has no event times.
   */
  partitions(length: PartitionLength): readonly TimePartition[]
}

/** @throws Problem `data-unreadable`, `data-column-missing`, `expression-invalid` */
export function openSnapshot(options: OpenSnapshotOptions): Snapshot {
  return new PartsSnapshot(options)
}

class PartsSnapshot implements Snapshot {
  readonly name: string
  readonly config: DatasetConfig
  readonly zone: Zone
  readonly columns: readonly ColumnInfo[]
  readonly rowCount: number
  readonly sizeBytes: number
  readonly spanColumn: string | undefined
  readonly #options: OpenSnapshotOptions
  readonly #derived: readonly DerivedColumn[]
  /** That no reading takes now. */
  readonly #memories: BatchMemory[] = []

  constructor(options: OpenSnapshotOptions) {
    const { name, manifest, config = {} } = options
    this.#options = options
    this.name = name
    this.spanColumn = manifest.time?.column
    const time = config.time ?? manifest.time
    const label = config.label ?? manifest.label
    const derive = { ...manifest.derive, ...config.derive }
    this.config = {
      files: manifest.parts.map(({ sha256 }) => sha256),
      ...{ ...(time && { time }), derive },
      ...(label !== undefined && { label }),
    }
    this.zone = zoneOf(manifest.time?.zone ?? time?.zone ?? 'UTC')
    const kinds = new Map<string, ColumnKind>(
      manifest.columns.map(({ name, kind }) => [name, kind]),
    )
    this.#derived = compileDerived(derive, kinds, this.zone)
    const derived = this.#derived.map(({ name, kind }) => ({ name, kind }))
    this.columns = [...manifest.columns, ...derived]
    this.rowCount = manifest.rows
    this.sizeBytes = manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0)
    if (label !== undefined) this.column(label)
  }

  /** That of the snapshot; what is read in another way than its manifest says is another dataset. */
  async digest(): Promise<Digest> {
    const { digest, manifest } = this.#options
    const own = readingOf(manifest.derive, manifest.time)
    const asked = readingOf(this.config.derive, this.config.time)
    if (own === asked) return digest
    return `sha256:${createHash('sha256').update(`${digest} ${asked}`).digest('hex')}`
  }

  read(options: ReadColumns): AsyncIterable<ColumnBatch> {
    return this.#read(this.#options.manifest.parts, options, undefined)
  }

  readSpan(span: Span, options: ReadColumns): AsyncIterable<ColumnBatch> {
    const column = this.spanColumn
    if (column === undefined) throw columnMissing(this.name, 'of event times', [])
    const parts = this.#options.manifest.parts.filter((part) => overlaps(part, span))
    return this.#read(parts, options, { ...span, column })
  }

  async *readWhere(
    { column, equals }: { readonly column: string; readonly equals: string | number | boolean },
    options: ReadColumns,
  ): AsyncIterable<ColumnBatch> {
    const columns = [...new Set([...options.columns, column])]
    for await (const batch of this.read({ ...options, columns })) {
      const rows = rowsWhere(batch, column, equals)
      if (rows.count > 0) yield pickColumns(rows, options.columns)
    }
  }

  partitions(length: PartitionLength): readonly TimePartition[] {
    const { range, parts } = this.#options.manifest
    const [first, last] = [range?.first, range?.last].map((time) => parseRfc3339(time ?? ''))
    if (first === undefined || last === undefined) return []
    const partitions = new TimePartitions(length, this.zone)
    for (let time: number = first; time <= last; ) {
      time = partitions.found[partitions.indexOf(time)]?.until ?? Number.POSITIVE_INFINITY
    }
    return partitions.found.filter((partition) => parts.some((part) => overlaps(part, partition)))
  }

  column(name: string): ColumnInfo {
    const found = this.columns.find((column) => column.name === name)
    if (found !== undefined) return found
    const names = this.columns.map((column) => column.name)
    throw columnMissing(`Snapshot ${this.name}`, name, names)
  }

  async close(): Promise<void> {}

  async *#read(
    parts: readonly SnapshotPart[],
    { columns, isPassing, signal, onBytes }: ReadColumns,
    within: (Span & { readonly column: string }) | undefined,
  ): AsyncIterable<ColumnBatch> {
    for (const name of columns) this.column(name)
    const derived = derivedFor(columns, this.#derived)
    const derivedNames = new Set(this.#derived.map((column) => column.name))
    const asked = new Set([...columns, ...derived.flatMap((column) => column.from)])
    if (within !== undefined) asked.add(within.column)
    const memory = isPassing && (this.#memories.pop() ?? new BatchMemory())
    const options = {
      columns: [...asked].filter((name) => !derivedNames.has(name)),
      zone: this.zone.name,
      ...(within && { within }),
      ...(memory && { memory }),
      ...(signal && { signal }),
    }
    let done = 0
    for (const part of parts) {
      const source = await this.#open(part)
      try {
        for await (const batch of source.batches(options)) {
          const rows = within === undefined ? batch : rowsWithin(batch, within)
          if (rows.count > 0) yield pickColumns(withDerived(rows, derived), columns)
        }
      } finally {
        await source.close()
      }
      done += part.bytes
      onBytes?.(done)
    }
    if (memory !== undefined) this.#memories.push(memory)
  }

  async #open({ sha256, bytes, rows }: SnapshotPart) {
    const { blobs, name } = this.#options
    const found = await blobs.sizeOf(sha256)
    if (found !== bytes) {
      const what = found === undefined ? 'nothing' : `${found} bytes`
      const detail = `Snapshot ${name}, part ${sha256}: found ${what}, expected ${bytes} bytes.`
      throw new Problem('snapshot-part-missing', detail, {
        hint: `ratchet snapshot verify ${name} says what else is amiss.`,
      })
    }
    const source = await openParquet(blobs.pathOf(sha256), sha256)
    if (source.rowCount === rows) return source
    await source.close()
    const detail = `Snapshot ${name}, part ${sha256}: found ${source.rowCount} rows, expected ${rows}.`
    throw new Problem('snapshot-damaged', detail)
  }
}

/** What decides, beside the parts, which rows and columns are read. */
function readingOf(derive: DatasetConfig['derive'], time: DatasetConfig['time']): string {
  const when = time === undefined ? null : [time.column, time.zone]
  return JSON.stringify({ derive: Object.entries(derive ?? {}), time: when })
}

function overlaps({ time }: SnapshotPart, { from, until }: Span): boolean {
  const first = time === undefined ? undefined : parseRfc3339(time.first)
  const last = time === undefined ? undefined : parseRfc3339(time.last)
  return first !== undefined && last !== undefined && last >= from && first < until
}

function rowsWithin(batch: ColumnBatch, { column, from, until }: Span & { column: string }) {
  const times = batch.columns.get(column)
  if (times?.kind !== 'timestamp') throw new RangeError(`no times in column ${column}`)
  let marked: Uint8Array | undefined
  for (let row = 0; row < batch.count; row++) {
    const time = times.values[row] as number // rows are within the column
    if (time >= from && time < until) continue
    marked ??= new Uint8Array(batch.count)
    marked[row] = 1
  }
  return marked === undefined ? batch : withoutRows(batch, marked)
}

function rowsWhere(batch: ColumnBatch, name: string, equals: string | number | boolean) {
  const isMatch = matcherOf(batch.columns.get(name), equals)
  const marked = new Uint8Array(batch.count)
  for (let row = 0; row < batch.count; row++) marked[row] = isMatch(row) ? 0 : 1
  return withoutRows(batch, marked)
}

/** A value of another kind than the column's is that of no row. */
function matcherOf(
  column: Column | undefined,
  equals: string | number | boolean,
): (row: number) => boolean {
  switch (column?.kind) {
    case 'text': {
      const code = typeof equals === 'string' ? column.levels.texts.indexOf(equals) : -1
      return (row) => code >= 0 && column.codes[row] === code
    }
    case 'boolean':
      return (row) =>
        column.values[row] === (equals === true ? 1 : 0) && typeof equals === 'boolean'
    case 'number':
    case 'timestamp':
      return (row) => column.values[row] === equals
    case undefined:
      throw new RangeError('a column that was not read')
  }
}
