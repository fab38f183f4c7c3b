import type { OutcomeCursor, OutcomeSegment } from './types.ts'

/** Outcomes as they are stored: payloads end to end, each a multiple of eight bytes. */
export interface PackedOutcomes {
  readonly bytes: Uint8Array
  /** Of each payload. */
  readonly lengths: readonly number[]
}

/** One outcome as it is stored, and the place behind it. */
export interface StoredOutcome {
  readonly segment: number
  /** Valid until the next one is asked for. */
  readonly payload: Uint8Array
  readonly next: OutcomeCursor
}

/**
 * The outcomes of a data folder, as payloads whose meaning is the caller's but for their first two
 * doubles: event time and recorded time. Implementations pass `outcomeStoreContract`.
 *
 * What was appended is read in the order in which it was appended, each payload whole and once.
 */
export interface OutcomeStore {
  /** Brings in order what a killed process left. Called once, before the first append. */
  repair(): Promise<void>
  /** The payloads of one body; several may be under way at once. */
  begin(): OutcomeAppender
  /** Oldest first. */
  segments(): Promise<readonly OutcomeSegment[]>
  /**
   * Payloads from a place on, those of the open segment included. One that is written by half is not
   * there yet.
   *
   * @param from absent: the oldest
   * @param until the last segment to read; absent: all
   * @throws RangeError for text that is no place
   * @throws Problem `data-folder-corrupt` where what was sealed is damaged
   */
  read(from?: OutcomeCursor, until?: number): AsyncIterable<StoredOutcome>
  /** Makes everything durable and seals it; nothing can be appended any more. */
  close(): Promise<void>
}

/** Appends the payloads of one body. After a failure, what of the body is kept is not known. */
export interface OutcomeAppender {
  /**
   * Hands payloads over; they can be read from now on.
   * @throws Problem `disk-full` or `outcomes-unwritable`; then none of these payloads is kept
   */
  append(outcomes: PackedOutcomes): Promise<void>
  /**
   * Resolves when everything appended before is on the disk (fdatasync), one sync for all bodies that
   * wait for one.
   *
   * @throws Problem `disk-full` or `outcomes-unwritable` when some of it may not be
   */
  commit(): Promise<void>
}

/** Why a row was not taken. It repeats no value of the row, which may hold what must not be kept. */
export interface QuarantinedRow {
  readonly place: Readonly<Record<string, number>>
  /** Of the catalogue of problems. */
  readonly code: string
  readonly pointer: string
  readonly detail: string
}

/** Where the rows that were not taken are told, one file for each run. */
export interface QuarantineStore {
  /**
   * Adds to the file of a run and makes it durable.
   *
   * @param source what the rows came from, as its sender named it
   * @returns the path of the file within the data folder
   * @throws Problem `disk-full` or `outcomes-unwritable`
   */
  add(run: string, source: string, rows: readonly QuarantinedRow[]): Promise<string>
}
