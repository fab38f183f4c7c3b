import type { LeakFinding } from '@ratchet-ml/protocol'
import type { Field } from '@ratchet-ml/scoring'
import type { ColumnBatch, ColumnKind } from '../../datasets/types.ts'

/** A span of event times in microseconds since 1970 UTC: from inclusive, until exclusive. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** What leak checks must know of rows, whatever they are read from. */
export interface LeakRows {
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[]
  read(options: {
    readonly columns: readonly string[]
    readonly asText?: ReadonlySet<string>
    readonly signal?: AbortSignal
    readonly onBytes?: (bytes: number) => void
  }): AsyncIterable<ColumnBatch>
}

/** A model whose result is to be believed, or not. */
export interface LeakContender {
  readonly name: string
  /** The features that it reads. */
  readonly fields: readonly Field[]
  /** The event times of its training data, where that is known. */
  readonly trainedOn?: TimeSpan
  /** Why its training data cannot be compared with the rows, where that is so. */
  readonly notCompared?: string
  /** The rows that it was trained on, where they are kept and are not those of the dataset. */
  readonly trainingRows?: LeakRows
}

/** A feature that some contender reads. */
export interface LeakFeature {
  readonly name: string
  readonly kind: ColumnKind
  readonly isCategory: boolean
  readonly field: Field
  /** Names of those that read it. */
  readonly contenders: readonly string[]
}

/** How often features were missing in the predictions of a log. */
export interface LiveMissing {
  /** Predictions that were looked at. */
  readonly rows: number
  /** By feature, of those that are recorded. */
  readonly missing: ReadonlyMap<string, number>
}

/** What was seen of the features where predictions were really made. */
export interface LiveLog {
  /** A text says why there is nothing to look at. */
  missing(features: readonly LeakFeature[]): Promise<LiveMissing | string>
}

/** One batch of rows as every check sees it. */
export interface SeenRows {
  readonly batch: ColumnBatch
  /** Class indices or values; NaN is missing. */
  readonly labels: Float64Array
  /** Event times, microseconds UTC; NaN is missing. Absent where the dataset has none. */
  readonly times: Float64Array | undefined
}

/** Of what a check has looked at, what it has found. */
export interface Checked {
  /** What was looked at, in words that go after the name of the check. */
  readonly says: string
  readonly findings: readonly LeakFinding[]
  /** Parts that could not be looked at, and why. */
  readonly skipped?: readonly string[]
}

/** A check at work: it is shown all rows, then asked. */
export interface Watcher {
  /** Columns that it reads beside features, label and time. */
  readonly columns: readonly string[]
  add(rows: SeenRows): void
  finish(): Promise<Checked>
}
