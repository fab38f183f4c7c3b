import { createHash } from 'node:crypto'
import type { ColumnBatch } from '../../datasets/types.ts'
import { partName } from './policy.ts'
import type { HistoryStore, StagedFile } from './store.ts'
import type { TableColumn, TableFile, TableSchema } from './types.ts'

/** Takes the bytes of a file in order. */
export interface ByteSink {
  append(bytes: Uint8Array): void | Promise<void>
}

/** Writes batches as a Parquet file. */
export interface ParquetFileWriter {
  readonly rows: number
  readonly bytes: number
  write(batch: ColumnBatch): Promise<void>
  finish(): Promise<unknown>
}

export type CreateParquetWriter = (
  columns: readonly TableColumn[],
  sink: ByteSink,
) => ParquetFileWriter

/** The name of a schema: the same columns under the same contract have the same one. */
export function schemaKey({ contractDigest, columns }: TableSchema): string {
  const text = JSON.stringify([contractDigest, columns.map(({ name, kind }) => [name, kind])])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

interface OpenPart {
  readonly day: string
  readonly staged: StagedFile
  readonly writer: ParquetFileWriter
}

export interface WrittenPart {
  readonly day: string
  /** Among the staged files. */
  readonly staged: string
  readonly rows: number
  readonly bytes: number
}

/** Writes rows as one staged file for each day. */
export class DayWriter {
  readonly #store: HistoryStore
  readonly #create: CreateParquetWriter
  readonly #columns: readonly TableColumn[]
  readonly #nameOf: (day: string) => string
  readonly #parts = new Map<string, OpenPart>()

  /** @param nameOf the name of a day's file among the staged ones */
  constructor(
    store: HistoryStore,
    create: CreateParquetWriter,
    columns: readonly TableColumn[],
    nameOf: (day: string) => string,
  ) {
    this.#store = store
    this.#create = create
    this.#columns = columns
    this.#nameOf = nameOf
  }

  get rows(): number {
    return [...this.#parts.values()].reduce((sum, { writer }) => sum + writer.rows, 0)
  }

  async write(day: string, batch: ColumnBatch): Promise<void> {
    if (batch.count === 0) return
    let part = this.#parts.get(day)
    if (part === undefined) {
      const staged = await this.#store.stage(this.#nameOf(day))
      part = { day, staged, writer: this.#create(this.#columns, staged) }
      this.#parts.set(day, part)
    }
    await part.writer.write(batch)
  }

  /** Ends all files. */
  async finish(): Promise<readonly WrittenPart[]> {
    const written: WrittenPart[] = []
    for (const { day, staged, writer } of this.#parts.values()) {
      await writer.finish()
      await staged.close()
      written.push({ day, staged: staged.name, rows: writer.rows, bytes: writer.bytes })
    }
    return written
  }

  /** Gives up what was not finished. */
  async abandon(): Promise<void> {
    for (const { staged } of this.#parts.values()) {
      await staged.close().catch(() => {})
      await this.#store.unstage(staged.name)
    }
    this.#parts.clear()
  }
}

/** A written part as a file of its table. */
export function tableFileOf(
  { day, rows, bytes }: WrittenPart,
  schema: string,
  first: number,
  last: number,
): TableFile {
  return { name: partName(first, last), day, first, last, schema, rows, bytes }
}
