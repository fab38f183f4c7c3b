import type { ColumnBatch, SourceColumn } from '../types.ts'

export interface ReadOptions {
  /** The columns to read; others are not touched. */
  readonly columns: readonly string[]
  /** What a column is to be read as, where the format leaves a choice. */
  readonly asText?: ReadonlySet<string>
  /** The zone of times that are written without one. */
  readonly zone: string
  readonly signal?: AbortSignal
  /** Told how many bytes of the file are read, where that says how far the rows are. */
  readonly onBytes?: (bytes: number) => void
}

/** The rows of one file. */
export interface RowSource {
  /** As it was named. */
  readonly file: string
  readonly sizeBytes: number
  readonly columns: readonly SourceColumn[]
  /** Where the format says it. */
  readonly rowCount?: number
  /**
   * The rows in file order, the same batches every time; memory does not grow with the file.
   * @throws Problem `data-column-missing`, `data-unreadable` with the file and the place
   */
  batches(options: ReadOptions): AsyncIterable<ColumnBatch>
  close(): Promise<void>
}
