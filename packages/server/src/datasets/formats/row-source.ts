import type { ColumnBatch, ColumnKind, SourceColumn } from '../types.ts'
import type { BatchMemory } from './batch-memory.ts'

export interface ReadOptions {
  /** The columns to read; others are not touched. */
  readonly columns: readonly string[]
  /** What a column is to be read as, where the format leaves a choice. */
  readonly asText?: ReadonlySet<string>
  /** What columns are known to hold, where the format leaves a choice. */
  readonly kinds?: ReadonlyMap<string, ColumnKind>
  /** The zone of times that are written without one. */
  readonly zone: string
  /** Told of rows that cannot be read, which are then left out; without it they are refused. */
  readonly onFault?: (fault: SourceFault) => void
  /** Rows at other times need not be given, where the format knows which these are. */
  readonly within?: TimeSpan
  /** Where batches may be put: each is then valid until the next is asked for. */
  readonly memory?: BatchMemory
  readonly signal?: AbortSignal
  /** Told of the bytes read since the last call, where a file is read from front to back. */
  readonly onBytes?: (bytes: number) => void
}

/** Event times from `from` on and before `until`, in microseconds UTC. */
export interface TimeSpan {
  readonly column: string
  readonly from: number
  readonly until: number
}

/** A row that cannot be read. */
export interface SourceFault {
  readonly line: number
  readonly column?: string
  readonly rule: 'unreadable' | 'type'
  readonly found: string
  readonly expected: string
}

/** The rows of one file. */
export interface RowSource {
  /** As it was named. */
  readonly file: string
  readonly sizeBytes: number
  readonly columns: readonly SourceColumn[]
  /** How the file is written, where that was found out and is not as usual. */
  readonly dialect?: string
  /** Where the format says it. */
  readonly rowCount?: number
  /**
   * The rows in file order, the same batches every time; memory does not grow with the file.
   * @throws Problem `data-column-missing`, `data-unreadable` with the file and the place
   */
  batches(options: ReadOptions): AsyncIterable<ColumnBatch>
  close(): Promise<void>
}
