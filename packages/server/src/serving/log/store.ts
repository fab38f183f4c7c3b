import type {
  LogCounts,
  LogCursor,
  LogHeader,
  LogOutcome,
  LogState,
  RecordBuffer,
  StoredRecord,
} from './types.ts'

/**
 * The records of every endpoint's predictions, as payloads whose meaning is the caller's.
 * Implementations pass `predictionLogContract`.
 *
 * What a writer has taken is read in the order in which it was taken, each record whole and once.
 * What was lost is counted: offered = written + dropped + failed + pending at any moment, and pending
 * is 0 once the writer is closed.
 */
export interface PredictionLogStore {
  /** Brings in order what a killed process left. Called once, before the first writer is opened. */
  repair(): Promise<void>
  /** A writer of records under a header; an endpoint has one at a time. Does not wait for the disk. */
  open(header: LogHeader, durability: 'default' | 'before-response'): LogWriter
  /** The key of hashed columns, 32 bytes, made when it is first needed and the same ever after. */
  hashKey(): Uint8Array
  /**
   * Records from a place on, oldest first, those included that are being written to right now. A
   * record that is written by half is not there yet. An endpoint without records gives none.
   *
   * @param from absent: the oldest record
   * @throws RangeError for text that is no place
   * @throws Problem `data-folder-corrupt` where what was sealed is damaged
   */
  read(endpoint: string, from?: LogCursor): AsyncIterable<StoredRecord>
  /** The place before the last `count` records, or before all where there are fewer. */
  lastRecords(endpoint: string, count: number): Promise<LogCursor>
}

/**
 * Takes records in three steps, all in one turn: `reserve`, then for each record bytes written at
 * `begin()` and told by `end`, then `commit`. The first two may be repeated before `commit`. A
 * record begins with two doubles: its event time and its recorded time.
 */
export interface LogWriter {
  readonly counts: Readonly<LogCounts>
  readonly state: LogState
  /**
   * Room for `count` records of at most `bytesEach` bytes; `undefined` when there is none, which
   * counts them as dropped. The buffer is valid until `commit`.
   */
  reserve(count: number, bytesEach: number): RecordBuffer | undefined
  /** Where in the buffer the next record begins: a multiple of 8. */
  begin(): number
  /** Ends the record that was begun: it has `bytes` bytes, a multiple of 8. */
  end(bytes: number): void
  /**
   * Hands over the records of one reply.
   *
   * @param done called once, in a later turn, when the reply need not wait any longer
   * @returns `false` when the reply need not wait at all; then `done` is never called
   */
  commit(done: (outcome: LogOutcome) => void): boolean
  /** Counts a record that sampling left out. */
  leaveOut(count: number): void
  /** Writes what is pending, makes it durable and ends; what is still pending after `deadlineMs` fails. */
  close(deadlineMs: number): Promise<void>
}
