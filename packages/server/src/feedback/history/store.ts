import type {
  Manifest,
  QueryBounds,
  QueryResult,
  Segment,
  SegmentBlock,
  TableFile,
  TableId,
} from './types.ts'

/** A file that is being made; it is nobody's before it is published. */
export interface StagedFile {
  readonly name: string
  append(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/**
 * The tables of a data folder as Parquet files in plain Hive layout, and what they consist of. One
 * process at a time writes.
 */
export interface HistoryStore {
  /** Tables that have a manifest. */
  tables(): Promise<readonly TableId[]>
  /**
   * What a table consists of; an empty one where nothing is kept.
   * @throws Problem `data-folder-corrupt` when it cannot be read
   */
  manifest(table: TableId): Promise<Manifest>
  /** Writes what a table consists of so that its name shows the old one or the new one. */
  commit(table: TableId, manifest: Manifest): Promise<void>
  /** Absolute path of a file of a table. */
  pathOf(table: TableId, file: TableFile): string
  /** A new file among the staged ones, in place of one of that name. */
  stage(name: string): Promise<StagedFile>
  /** Absolute path of a staged file. */
  stagedPath(name: string): string
  /** Makes a staged file durable, whoever wrote it; gives its size in bytes. */
  settle(name: string): Promise<number>
  /** Removes a staged file. */
  unstage(name: string): Promise<void>
  /** Gives a staged file its place among a table's; once it is there, does nothing. */
  publish(name: string, table: TableId, file: TableFile): Promise<void>
  /** Absolute path of an index, which stands beside the tables. */
  indexPath(name: string): string
  /** Makes a staged file an index, durably. */
  publishIndex(staged: string, name: string): Promise<void>
  removeIndex(name: string): Promise<void>
  /** Removes files of a table, durably; those that are not there are no error. */
  remove(table: TableId, files: readonly TableFile[]): Promise<void>
  /** Removes what lies in the folder of a table and is none of its files. */
  sweep(table: TableId, files: readonly TableFile[]): Promise<void>
  /** Removes all staged files but those named. */
  discardStaged(kept: ReadonlySet<string>): Promise<void>
  /** A folder, made now, that a query may spill to. */
  spillFolder(): Promise<string>
}

/** Segments of a prediction log on the disk, read beside the process that writes them. */
export interface SegmentSource {
  /** Endpoints that have or had segments. */
  endpoints(): Promise<readonly string[]>
  /** Oldest first. */
  list(endpoint: string): Promise<readonly Segment[]>
  /**
   * The records of a segment from a place on.
   *
   * @param from 0, or the end of a block that was loaded before
   * @returns `undefined` where there is no such segment, or not even its header
   * @throws Problem `data-folder-corrupt` when it is sealed and not whole
   */
  load(endpoint: string, segment: Segment, from?: number): Promise<SegmentBlock | undefined>
  /** Records of a sealed segment by its footer; 0 where it is not there. */
  countOf(endpoint: string, segment: Segment): Promise<number>
  remove(endpoint: string, segments: readonly Segment[]): Promise<void>
}

/** What a database is allowed. */
export interface SqlOptions {
  /** Absolute paths that may be read. */
  readonly files: readonly string[]
  /** Statements that make the views. */
  readonly setup: readonly string[]
  readonly spillFolder: string
}

/** A database in memory that questions of strangers are put to. */
export interface SqlSession {
  /**
   * Runs one SELECT.
   * @throws Problem `query-invalid` in the words of the database, `query-too-large`, `deadline-exceeded`
   */
  query(sql: string, bounds: QueryBounds): Promise<QueryResult>
  close(): void
}

/** SQL over files. */
export interface SqlEngine {
  /** A database that reads the files and nothing else, and whose settings nobody can change. */
  open(options: SqlOptions): Promise<SqlSession>
  /**
   * Runs our own statements, the last of which may give rows; they may read and write any file.
   * @throws Problem `query-too-large`, `deadline-exceeded`, `disk-full`
   */
  run(
    statements: readonly string[],
    options: { readonly spillFolder: string; readonly deadlineMs: number },
  ): Promise<QueryResult>
}
