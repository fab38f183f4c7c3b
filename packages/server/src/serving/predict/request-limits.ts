/** Bounds of a request. */
export interface RequestLimits {
  /** Bytes of a body. */
  readonly bodyBytes: number
  readonly rows: number
  /** From the whole body read to the reply written. */
  readonly deadlineMs: number
}

export const defaultLimits: RequestLimits = {
  bodyBytes: 32 << 20,
  rows: 100_000,
  deadlineMs: 10_000,
}
