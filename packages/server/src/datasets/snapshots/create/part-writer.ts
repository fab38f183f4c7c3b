import type { BlobFiles, StagedBlob } from '../../../platform/blob-files.ts'
import { type ParquetColumn, ParquetWriter } from '../../formats/parquet/write-parquet.ts'
import type { ColumnBatch } from '../../types.ts'
import { sliceBatch } from '../../without-rows.ts'
import type { RowHasher } from '../row-hash.ts'
import { Measure } from './measure.ts'
import type { AgreedColumn, MadePart } from './request.ts'

/** Rows of a part but the last of a file: eight full row groups of the writer. */
const partRows = 1_048_576

export interface PartWriterOptions {
  readonly blobs: BlobFiles
  readonly columns: readonly AgreedColumn[]
  readonly hasher: RowHasher
  readonly timeColumn: string | undefined
}

/** Writes the rows of a file as parts of our own; where it is cut follows from the rows alone. */
export class PartWriter {
  readonly #options: PartWriterOptions
  readonly #columns: readonly ParquetColumn[]
  readonly #parts: MadePart[] = []
  #open: { blob: StagedBlob; writer: ParquetWriter; measure: Measure } | undefined

  constructor(options: PartWriterOptions) {
    this.#options = options
    this.#columns = options.columns.map(({ name, kind }) => ({ name, kind }))
  }

  async write(batch: ColumnBatch): Promise<void> {
    for (let from = 0; from < batch.count; ) {
      const open = this.#open ?? (await this.#begin())
      const count = Math.min(batch.count - from, partRows - open.writer.rows)
      const piece = sliceBatch(batch, from, count)
      open.measure.add(piece)
      await open.writer.write(piece)
      from += count
      if (open.writer.rows === partRows) await this.#end()
    }
  }

  async finish(): Promise<readonly MadePart[]> {
    await this.#end()
    return this.#parts
  }

  /** Removes everything that was written. */
  async discard(): Promise<void> {
    await this.#open?.blob.discard()
    for (const { blob } of this.#parts) await blob?.discard()
  }

  async #begin() {
    const { blobs, hasher, timeColumn } = this.#options
    const blob = await blobs.stage()
    const sink = { append: (bytes: Uint8Array) => blob.append(bytes) }
    const writer = new ParquetWriter({ columns: this.#columns, sink })
    this.#open = { blob, writer, measure: new Measure(hasher, timeColumn) }
    return this.#open
  }

  async #end(): Promise<void> {
    const open = this.#open
    if (open === undefined) return
    const { rows, bytes } = await open.writer.finish()
    const sha256 = await open.blob.finish()
    const { time, contentHash } = open.measure
    this.#parts.push({
      part: { sha256, bytes, rows, ...(time && { time }) },
      contentHash,
      blob: open.blob,
    })
    this.#open = undefined
  }
}
