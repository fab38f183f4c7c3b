import type { FieldType, Level } from '@ratchet-ml/scoring'
import type { Micros } from '../../platform/clock.ts'

/**
 * What a reply waits for. `default`: until the operating system has the record, which survives the
 * death of the process; what is older than 100 ms survives a power cut too. `before-response`: until
 * the disk has it. `off`: nothing is recorded.
 */
export type LogDurability = 'default' | 'before-response' | 'off'

/** How the predictions of one endpoint are recorded. */
export interface LogSettings {
  readonly durability: LogDurability
  /** Share of the answered requests that are recorded, in (0, 1]; refused and failed ones all are. */
  readonly sample: number
  /** Fields that are left out. */
  readonly redact: readonly string[]
  /** Fields of which only a hash with the data folder's key is recorded. */
  readonly hash: readonly string[]
}

/** What became of a request: answered, refused for its own fault (4xx), failed for ours (5xx). */
export type RecordKind = 'answered' | 'refused' | 'failed'

/** A value as it is recorded: a missing one is null; a hashed one is 32 hexadecimal digits. */
export type LoggedValue = number | string | boolean | null

/** The value of a field in the i-th row of a request; only asked for what is not a plain feature. */
export type InputOf = (row: number, name: string) => unknown

/** One prediction, or one request that was refused or failed, which has no row and no values. */
export interface PredictionRecord {
  readonly kind: RecordKind
  /** `<request>.<row>`; absent without a row. */
  readonly predictionId?: string
  readonly requestId: string
  /** When it happened: the row's time field, else when the request was there. */
  readonly eventTime: Micros
  readonly recordedTime: Micros
  readonly endpoint: string
  /** Digest of the endpoint's contract, which types the values. */
  readonly contractDigest: string
  readonly routeRevision: number
  /** Digest of the version that answered; absent where none did. */
  readonly versionDigest?: string
  readonly arm?: string
  /** Probability with which the arm was drawn for this row. */
  readonly propensity: number
  readonly experimentIteration?: number
  readonly unit?: LoggedValue
  readonly segments: Readonly<Record<string, LoggedValue>>
  readonly features: Readonly<Record<string, LoggedValue>>
  readonly outputs: Readonly<Record<string, LoggedValue | readonly number[]>>
  /** Margins before the link. */
  readonly raw: readonly number[]
  /** From the whole request read to its answer ready. */
  readonly latencyUs: number
  readonly servedBy?: string
  readonly fallbackReason?: string
  /** HTTP status of the reply. */
  readonly status: number
  /** Code of the problem that a refused or failed request was answered with. */
  readonly problem?: string
  readonly samplingProbability: number
}

/** One value of a record, or `width` of them, and how they are stored. */
export interface LogColumn {
  readonly name: string
  readonly group: 'feature' | 'unit' | 'segment' | 'output'
  /** `f64`: doubles; `hash`: 16 bytes of HMAC-SHA-256, zero when missing; `text`: UTF-8. */
  readonly storage: 'f64' | 'hash' | 'text' | 'longText'
  /** What a double stands for; a category's is the position in `levels`. */
  readonly type: FieldType
  readonly width: number
  readonly levels?: readonly Level[]
}

/** What the records of a segment have in common; JSON at its beginning. */
export interface LogHeader {
  readonly endpoint: string
  readonly contractDigest: string
  readonly columns: readonly LogColumn[]
  /** Fields of the contract that are left out. */
  readonly leftOut: readonly string[]
}

/** Memory that a record is written into, in the byte order of the machine: little-endian. */
export interface RecordBuffer {
  readonly bytes: Uint8Array
  /** The same memory. */
  readonly doubles: Float64Array
  /** The same memory. */
  readonly words: Uint32Array
}

/** Records by what became of them. Offered = sampled out + written + dropped + failed + pending. */
export interface LogCounts {
  /** Left out by sampling. */
  sampledOut: number
  /** Taken by the operating system; `before-response`: by the disk. */
  written: number
  /** Never tried, because the buffer was full. */
  dropped: number
  /** Tried, and refused by the file system. */
  failed: number
  /** Neither yet. */
  pending: number
  /** Replies that did not wait for their records, because the log was slow or failing. */
  unwaited: number
  /** Syncs to the disk that failed. */
  syncFailures: number
}

/** How the log does: `slow` and `failing` ones hold no reply back, but may lose records. */
export type LogState = 'ok' | 'slow' | 'failing'

/**
 * What a reply learns when it need not wait any longer. `refused`: the endpoint's replies need a
 * durable record, and there is none.
 */
export type LogOutcome = 'go' | 'refused'

/** A place among the records of an endpoint: `<segment>:<byte>`. */
export type LogCursor = string

/** A record as it is stored, and the place after it. */
export interface StoredRecord {
  readonly header: LogHeader
  readonly payload: Uint8Array
  readonly next: LogCursor
}
