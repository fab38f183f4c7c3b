/** Where a span belongs: W3C Trace Context, https://www.w3.org/TR/trace-context/. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits; absent at the root. */
  readonly parentSpanId: string | undefined
  readonly isSampled: boolean
}

/** One request as operators see it: filled while it is answered, told when its reply is out. */
export interface Observation {
  /** Milliseconds since 1970. */
  readonly startMs: number
  readonly method: string
  /** Without what stands behind the `?`, which may hold anything. */
  readonly path: string
  readonly callerId: string | undefined
  readonly trace: TraceContext | undefined
  readonly spanId: string
  requestId?: string
  protocol?: string
  endpoint?: string
  model?: string
  version?: number
  servedBy?: string
  fallback?: string
  rows?: number
  /** Code of the problem that it was answered with. */
  problem?: string
  /** When the whole body was there. */
  readMs?: number
  /** When the answer was made. */
  answeredMs?: number
}

/** A request that is over. `status` is 0 when the caller went away before any reply. */
export interface Observed extends Observation {
  readonly endMs: number
  readonly status: number
  /** Of the reply's body. */
  readonly bytes: number
}

/** Where requests that are over go. Must not throw, and must not hold anybody up. */
export interface ObservationSink {
  take(observed: Observed): void
}
