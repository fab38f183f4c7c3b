import type { ProblemCode } from '@ratchet-ml/protocol'

/** What the process that measures is to do; the package comes on its standard input. */
export interface MeasureJob {
  /** Times single rows: at least so many calls a round. */
  readonly latency?: Rounds & { readonly calls: number }
  /** Times batches of so many rows, or fewer where the time is not enough for one. */
  readonly throughput?: Rounds & { readonly batchRows: number }
}

interface Rounds {
  readonly rounds: number
  /** Each takes so long at least. */
  readonly roundMs: number
  /** A slow model is asked less than it should be. */
  readonly mostRoundMs: number
}

/** What it found. */
export interface MeasureReply {
  /** What loading the model added to the memory of the process, and the process of its engine, in bytes. */
  readonly loadedBytes: number
  /** Milliseconds of each call, by round. */
  readonly latencies: readonly (readonly number[])[]
  readonly batches?: {
    /** Of each batch. */
    readonly rows: number
    /** Rows a second of each round. */
    readonly rates: readonly number[]
  }
  /** The library that answers, with its version, where it is not our own. */
  readonly runtime?: string
}

/** Why it found nothing. */
export interface Unmeasured {
  readonly problem: { readonly code: ProblemCode; readonly message: string; readonly hint?: string }
}
