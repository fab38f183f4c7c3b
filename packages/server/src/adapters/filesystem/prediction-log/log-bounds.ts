/** Bounds of a log. */
export interface LogBounds {
  /** Records that wait to be written, in bytes; what is beyond is dropped. */
  readonly bufferBytes: number
  /** `default`: the longest that a reply waits for its record. */
  readonly waitMs: number
  /** `before-response`: the longest that a reply waits before it is refused. */
  readonly refuseMs: number
  /** `default`: from a record to the sync that makes it durable. */
  readonly syncMs: number
  /** With a spool: from the first record of a group to its write. */
  readonly gatherMs: number
  /** With a spool: bytes that are written at once all the same. */
  readonly gatherBytes: number
  /** As many records as are worth a write while more are coming. */
  readonly enoughRecords: number
  /** From a failed write to the next. */
  readonly retryMs: number
  /** A segment that has reached either is sealed. */
  readonly segmentBytes: number
  readonly segmentMs: number
}

export const defaultBounds: LogBounds = {
  bufferBytes: 8 << 20,
  waitMs: 20,
  refuseMs: 1000,
  syncMs: 80,
  gatherMs: 20,
  gatherBytes: 1 << 20,
  enoughRecords: 8,
  retryMs: 100,
  segmentBytes: 64 << 20,
  segmentMs: 600_000,
}

/** Time, as a log sees it. */
export interface LogTimers {
  /** Microseconds since 1970 UTC. */
  now(): number
  monotonicMs(): number
  /** Runs something after a while, and tells how to call it off. */
  later(ms: number, run: () => void): () => void
  wait(ms: number): Promise<void>
  /** Runs something at the end of this turn of the event loop. */
  soon(run: () => void): void
  /** The next turn of the event loop, when everything of this one has been read. */
  turn(): Promise<void>
}
