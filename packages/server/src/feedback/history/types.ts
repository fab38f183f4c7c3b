import type { ProblemCode } from '@ratchet-ml/protocol'
import type { LogHeader } from '../../serving/log/types.ts'

/** A column of a table of history. */
export interface TableColumn {
  readonly name: string
  readonly kind: 'number' | 'integer' | 'text' | 'timestamp' | 'boolean'
}

/** The tables of history: the predictions of one endpoint, or all outcomes. */
export type TableId =
  | { readonly kind: 'predictions'; readonly endpoint: string }
  | { readonly kind: 'outcomes' }

/** One Parquet file of a table; it never changes. */
export interface TableFile {
  /** `part-<first>-<last>.parquet`. */
  readonly name: string
  /** Day of the recorded times, UTC: `2026-11-21`. */
  readonly day: string
  /** Numbers of the first and the last segment whose records are in it. */
  readonly first: number
  readonly last: number
  /** Which of the table's schemas it has. */
  readonly schema: string
  readonly rows: number
  readonly bytes: number
}

/** A schema that files of a table have. */
export interface TableSchema {
  /** Of the contract; outcomes have none. */
  readonly contractDigest?: string
  readonly columns: readonly TableColumn[]
}

/** Files that are about to take the place of others. */
export interface Replacement {
  /** Names of files in the staging folder, with the file each becomes. */
  readonly staged: readonly { readonly from: string; readonly to: TableFile }[]
  readonly removed: readonly TableFile[]
}

/**
 * What a table consists of. It is written whole, after the files that it names and before anything that
 * it no longer names is removed: a table is what its manifest says, whatever else lies in its folder.
 */
export interface Manifest {
  readonly files: readonly TableFile[]
  readonly schemas: Readonly<Record<string, TableSchema>>
  /** Segments up to this number are in the files, or were removed with their day. */
  readonly convertedUntil: number
  /** Rows that retention has removed. */
  readonly removedRows: number
  /** A change that was decided and may have been done by half. */
  readonly pending?: Replacement
  /** Of outcomes: the index of those that meet, and up to which segment it knows them. */
  readonly index?: { readonly name: string; readonly until: number }
}

export const emptyManifest: Manifest = {
  ...{ files: [], schemas: {}, convertedUntil: 0, removedRows: 0 },
}

/** A segment of a log on the disk. */
export interface Segment {
  readonly sequence: number
  readonly state: 'open' | 'sealed'
}

/** Records of a segment in memory, one after the other. */
export interface SegmentBlock {
  readonly header: LogHeader
  /** Begins where the segment begins; payloads stand at multiples of eight. */
  readonly memory: ArrayBuffer
  /** Where each payload begins, in order. */
  readonly starts: Float64Array
  /** Behind the last whole record. */
  readonly end: number
}

/** What a question about the history may cost. */
export interface QueryBounds {
  readonly deadlineMs: number
  /** Rows given back; more are cut off, and it is said. */
  readonly rows: number
}

/** Integers beyond 2^53, lists and the like are texts; times are RFC 3339. */
export type Cell = number | string | boolean | null

export interface ResultColumn {
  readonly name: string
  /** In the words of DuckDB: `BIGINT`, `VARCHAR`. */
  readonly type: string
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** Whether there are more rows than were given back. */
  readonly isCut: boolean
}

export type ExportFormat = 'parquet' | 'csv' | 'ndjson'

/** What to take out, and where to. */
export interface ExportOrder {
  readonly endpoint: string
  /** A folder that the file goes into; absolute. */
  readonly folder: string
  readonly format: ExportFormat
  /** Only predictions whose event time is from `from` on and before `until`; microseconds UTC. */
  readonly from?: number
  readonly until?: number
  /** As it was known then; microseconds UTC. */
  readonly asOf?: number
  /** With the outcomes. */
  readonly joined: boolean
}

export interface Exported {
  /** Absolute path. */
  readonly file: string
  readonly rows: number
}

/** What keeping the tables in order came to. */
export interface Upkeep {
  /** Records that came out of segments. */
  readonly converted: number
  /** Files that were merged, and into how many. */
  readonly merged: number
  readonly into: number
  /** Rows of days that are kept no longer. */
  readonly removedRows: number
  readonly removedDays: number
}

/** Days that the predictions of endpoints are kept; those not named for ever. */
export type KeepDays = Readonly<Record<string, number>>

/** What the worker process is asked. */
export type HistoryRequest =
  | { readonly kind: 'query'; readonly sql: string; readonly asOf?: number; readonly rows: number }
  | { readonly kind: 'export'; readonly order: ExportOrder }
  | {
      readonly kind: 'upkeep'
      /** How few small files of a day and schema are merged. */
      readonly merges: number
      readonly keepDays: KeepDays
      /** Microseconds since 1970 UTC. */
      readonly now: number
    }

/** What becomes of each. */
export interface Done {
  readonly query: QueryResult
  readonly export: Exported
  readonly upkeep: Upkeep
}

export type HistoryKind = HistoryRequest['kind']

/**
 * What comes back of each from the worker process. Of a query it is a `QueryResult` as JSON, which the
 * serving thread hands on as it is: a hundred thousand rows would hold it up.
 */
export interface HistoryReplies extends Omit<Done, 'query'> {
  readonly query: Uint8Array
}

/** What goes to the worker process. */
export interface HistoryCall {
  readonly id: number
  readonly deadlineMs: number
  readonly request: HistoryRequest
}

/** What comes back. */
export type HistoryReply =
  | { readonly id: number; readonly kind: 'done'; readonly result: HistoryReplies[HistoryKind] }
  | {
      readonly id: number
      readonly kind: 'refused'
      readonly code: ProblemCode
      readonly detail: string
      readonly hint: string | undefined
    }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }
