/** What the process that measures is to do; the package comes on its standard input. */
export interface MeasureJob {
  /** Times single rows: at least so many calls a round, and so long. */
  readonly latency?: { readonly rounds: number; readonly calls: number; readonly roundMs: number }
  /** Times batches. */
  readonly throughput?: {
    readonly rounds: number
    readonly batchRows: number
    readonly roundMs: number
  }
}

/** What it found. */
export interface MeasureReply {
  /** What loading the model added to the memory of the process, in bytes. */
  readonly loadedBytes: number
  /** Milliseconds of each call, by round. */
  readonly latencies: readonly (readonly number[])[]
  /** Rows a second of each round. */
  readonly rates: readonly number[]
}
