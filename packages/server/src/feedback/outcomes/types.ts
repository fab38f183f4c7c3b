import type { Micros } from '../../platform/clock.ts'

/**
 * One outcome as it is kept. The members, in this order, are the columns of its Parquet form, there
 * written with underscores. What is absent is `undefined` here and null there.
 */
export interface OutcomeRecord {
  /** The caller's, else `sha256:` and the content hash. */
  readonly outcomeId: string
  /** 0 unless the caller says so; of equal ids the highest counts. */
  readonly revision: number
  readonly predictionId: string | undefined
  readonly endpoint: string | undefined
  /** As the endpoint's prediction log has it: in the clear, or 32 hexadecimal digits of a keyed hash. */
  readonly unit: string | undefined
  /** Of an outcome that names its prediction by endpoint, unit and time. */
  readonly predictionTime: Micros | undefined
  /** What happened: `label` unless told, or such as `click` and `purchase`. */
  readonly name: string
  /** A number; a boolean is 0 or 1. */
  readonly value: number | undefined
  /** A label that is text. Without value and text the outcome is a retraction. */
  readonly text: string | undefined
  /** When it happened; when it was recorded where the caller did not say. */
  readonly eventTime: Micros
  readonly recordedTime: Micros
  /** SHA-256 of what the caller stated, as hexadecimal digits: see `contentOf`. */
  readonly contentHash: string
}

/** What makes up the content of an outcome: all but id, revision and recorded time. */
export interface OutcomeContent
  extends Omit<
    OutcomeRecord,
    'outcomeId' | 'revision' | 'eventTime' | 'recordedTime' | 'contentHash'
  > {
  /** Absent where the caller did not say when it happened. */
  readonly eventTime: Micros | undefined
}

/** A prediction as far as outcomes are matched with it. */
export interface MatchablePrediction {
  readonly predictionId: string
  readonly endpoint: string
  /** As the prediction log has it. */
  readonly unit: string | undefined
  readonly eventTime: Micros
  readonly recordedTime: Micros
}

/**
 * Which prediction an outcome is about. `unmatched`: none that is known, but one may turn up.
 * `endpoint-mismatch`: the outcome states another endpoint than its prediction's, and does not join.
 */
export type Match =
  | { readonly kind: 'matched'; readonly prediction: MatchablePrediction }
  | { readonly kind: 'endpoint-mismatch'; readonly prediction: MatchablePrediction }
  | { readonly kind: 'unmatched' }

/** A place among the outcomes of a data folder: `<segment>:<byte>`. */
export type OutcomeCursor = string

/** One file of the outcome log; a sealed one never changes again. */
export interface OutcomeSegment {
  /** Counts up from 1; some numbers may be lacking. */
  readonly sequence: number
  readonly state: 'open' | 'sealed'
  /** Of a sealed one. */
  readonly records?: number
  /** First and last recorded time of a sealed one; absent without records. */
  readonly from?: Micros
  readonly to?: Micros
}

/** Outcomes that follow each other in one segment, and the place behind them. */
export interface OutcomeBatch {
  readonly segment: number
  readonly records: readonly OutcomeRecord[]
  readonly next: OutcomeCursor
}

/** Reads the outcomes of a data folder, in this process or beside the one that writes them. */
export interface OutcomeReader {
  /**
   * Oldest first. Open are the one that is being written to right now, and those that a killed process
   * or a failing disk left, until the next process seals them.
   */
  segments(): Promise<readonly OutcomeSegment[]>
  /**
   * Outcomes from a place on in the order they were taken, those of the open segment included.
   *
   * @param from absent: the oldest
   * @param until the last segment to read; absent: all
   * @throws RangeError for text that is no place
   * @throws Problem `data-folder-corrupt` where what was sealed is damaged
   */
  read(from?: OutcomeCursor, until?: number): AsyncIterable<OutcomeBatch>
}

/** What becomes of the units of an endpoint's outcomes: what becomes of those of its predictions. */
export type UnitTreatment = 'plain' | 'hash' | 'leave-out'

/** How a body of outcomes is written. */
export type OutcomeForm = 'json' | 'ndjson' | 'csv' | 'parquet'
