import type { KeyValue, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { ColumnBatch } from '../../types.ts'
import { writeChunk } from './write/chunk.ts'
import { gatherColumn } from './write/gather.ts'
import { elementOf, rootOf } from './write/schema.ts'
import type { ColumnGatherer, ParquetColumn } from './write/types.ts'

export type { ParquetColumn } from './write/types.ts'

/** Where the bytes of a file go, in order. */
export interface ByteSink {
  /** The bytes are the sink's until what it returns resolves, and not longer. */
  append(bytes: Uint8Array): void | Promise<void>
}

export interface ParquetWriterOptions {
  readonly columns: readonly ParquetColumn[]
  readonly sink: ByteSink
  /** Rows of a row group but the last. */
  readonly rowGroupRows?: number
  /** Key and value pairs of the footer, in their order. */
  readonly metadata?: Readonly<Record<string, string>>
}

export interface WrittenParquet {
  readonly rows: number
  readonly bytes: number
}

/** Twice the batches of the readers; a column of doubles then makes one page of a mebibyte. */
const defaultRowGroupRows = 131_072

/**
 * The version of the bytes: a change by which the same rows give other bytes must change it, because
 * digests of snapshots cover them.
 */
export const parquetWriterVersion = '1.0.0'

const magic = new Uint8Array([0x50, 0x41, 0x52, 0x31])

/**
 * Writes rows as a Parquet file, row group by row group, in flat memory. The same columns and rows
 * give the same bytes on every machine, however the rows are cut into batches. Every column may be
 * null: a missing value is written as null, never as NaN. Times are microseconds UTC. Chunks have
 * their minimum and maximum, and are compressed by Snappy where that helps.
 */
export class ParquetWriter {
  readonly #columns: readonly ParquetColumn[]
  readonly #gatherers: readonly ColumnGatherer[]
  readonly #sink: ByteSink
  readonly #capacity: number
  readonly #metadata: readonly KeyValue[]
  readonly #groups: RowGroup[] = []
  #gathered = 0
  #rows = 0
  #bytes = 0

  constructor({ columns, sink, rowGroupRows, metadata }: ParquetWriterOptions) {
    this.#columns = columns
    this.#sink = sink
    this.#capacity = rowGroupRows ?? defaultRowGroupRows
    this.#metadata = Object.entries(metadata ?? {}).map(([key, value]) => ({ key, value }))
    this.#gatherers = columns.map((column) => gatherColumn(column, this.#capacity))
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes handed to the sink so far. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Takes the rows of a batch, which may have more columns than the file.
   * @throws RangeError when a column is missing, of another kind, or holds what it cannot store
   */
  async write(batch: ColumnBatch): Promise<void> {
    for (let from = 0; from < batch.count; ) {
      const count = Math.min(batch.count - from, this.#capacity - this.#gathered)
      for (const gatherer of this.#gatherers) {
        const column = batch.columns.get(gatherer.name)
        if (column === undefined) throw new RangeError(`no column ${gatherer.name} in the batch`)
        gatherer.take(column, from, count)
      }
      from += count
      this.#gathered += count
      this.#rows += count
      if (this.#gathered === this.#capacity) await this.#writeGroup()
    }
  }

  /** Writes what is left and the footer; nothing can be written afterwards. */
  async finish(): Promise<WrittenParquet> {
    if (this.#gathered > 0) await this.#writeGroup()
    if (this.#bytes === 0) await this.#append(magic)
    const footer = new ByteWriter(1 << 12)
    writeMetadata(footer, {
      version: 2,
      created_by: `ratchet version ${parquetWriterVersion} (build parquet)`,
      schema: [rootOf(this.#columns.length), ...this.#columns.map(elementOf)],
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
      // Not written: it follows from the bytes.
      metadata_length: 0,
      ...(this.#metadata.length > 0 && { key_value_metadata: [...this.#metadata] }),
    })
    await this.#append(footer.getBytes())
    await this.#append(magic)
    return { rows: this.#rows, bytes: this.#bytes }
  }

  async #writeGroup(): Promise<void> {
    if (this.#bytes === 0) await this.#append(magic)
    const start = this.#bytes
    const columns: RowGroup['columns'] = []
    let size = 0n
    for (const gatherer of this.#gatherers) {
      const pieces: Uint8Array[] = []
      const chunk = writeChunk(gatherer.encode(), this.#bytes, pieces)
      for (const piece of pieces) await this.#append(piece)
      columns.push({ file_offset: BigInt(start), meta_data: chunk })
      size += chunk.total_uncompressed_size
    }
    this.#groups.push({
      columns,
      total_byte_size: size,
      num_rows: BigInt(this.#gathered),
      total_compressed_size: BigInt(this.#bytes - start),
    })
    this.#gathered = 0
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#sink.append(bytes)
    this.#bytes += bytes.length
  }
}

/** Writes all rows of some batches as one Parquet file. */
export async function writeParquet(
  batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
  options: ParquetWriterOptions,
): Promise<WrittenParquet> {
  const writer = new ParquetWriter(options)
  for await (const batch of batches) await writer.write(batch)
  return await writer.finish()
}
