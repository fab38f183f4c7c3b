import { micros, toRfc3339 } from '../../platform/clock.ts'
import type { ObservationSink, Observed } from './types.ts'

export interface AccessLogOptions {
  readonly stream: {
    write(text: string): boolean
    once(event: 'drain', run: () => void): unknown
  }
  /** Share of the requests answered below 400 that are written; the others all are. */
  readonly sample: number
  readonly random: () => number
  /** Runs something once this turn of the event loop is over. */
  readonly soon: (run: () => void) => void
}

/** Text that waits for a slow stream; what comes on top of it is dropped and counted. */
const mostWaitingChars = 1 << 20

/** One JSON line for each request, written many at a time. */
export class AccessLog implements ObservationSink {
  readonly #options: AccessLogOptions
  #lines = ''
  #isScheduled = false
  #isBlocked = false
  /** Lines that were not written, as the stream took no more. */
  dropped = 0
  written = 0

  constructor(options: AccessLogOptions) {
    this.#options = options
  }

  take(observed: Observed): void {
    const isGood = observed.status > 0 && observed.status < 400
    if (isGood && this.#options.random() >= this.#options.sample) return
    if (this.#lines.length > mostWaitingChars) {
      this.dropped++
      return
    }
    this.#lines += lineOf(observed)
    this.written++
    if (this.#isScheduled || this.#isBlocked) return
    this.#isScheduled = true
    this.#options.soon(() => this.flush())
  }

  /** Writes what waits. */
  flush(): void {
    this.#isScheduled = false
    if (this.#lines === '') return
    const lines = this.#lines
    this.#lines = ''
    if (this.#options.stream.write(lines)) return
    this.#isBlocked = true
    this.#options.stream.once('drain', () => {
      this.#isBlocked = false
      this.flush()
    })
  }
}

function lineOf(one: Observed): string {
  return `${JSON.stringify({
    time: toRfc3339(micros(Math.round(one.startMs * 1000))),
    msg: 'request',
    request: one.requestId,
    caller: one.callerId,
    method: one.method,
    path: one.path.slice(0, 200),
    status: one.status,
    ms: Math.round((one.endMs - one.startMs) * 1000) / 1000,
    bytes: one.bytes,
    endpoint: one.endpoint,
    model: one.model,
    version: one.version,
    servedBy: one.servedBy,
    fallback: one.fallback,
    rows: one.rows,
    problem: one.problem,
    trace: one.trace?.traceId,
  })}\n`
}
