import type { Later } from '../lifecycle/shelf.ts'
import { toOtlp } from './otlp-json.ts'
import type { ObservationSink, Observed } from './types.ts'

export interface SpanExporterOptions {
  /** Posts a body to the collector; rejects, or resolves to a status. */
  readonly post: (body: string, signal: AbortSignal) => Promise<number>
  readonly later: Later
  readonly release: string
  readonly mostWaiting?: number
}

const everyMs = 1000
/** Encoding a batch holds the thread up for less than a millisecond. */
const batchSize = 64
const patienceMs = 5000

/**
 * Sends the requests of sampled traces to a collector, from a bounded queue: a collector that is slow
 * or dead costs spans, which are counted, and never time.
 */
export class SpanExporter implements ObservationSink {
  readonly #options: SpanExporterOptions
  #waiting: Observed[] = []
  #isScheduled = false
  #inFlight = 0
  /** Requests by what became of them: taken = sent + dropped + failed + waiting. */
  readonly counts = { taken: 0, sent: 0, dropped: 0, failed: 0 }

  constructor(options: SpanExporterOptions) {
    this.#options = options
  }

  /** Requests that are neither sent nor given up. */
  get waiting(): number {
    return this.#waiting.length + this.#inFlight
  }

  take(observed: Observed): void {
    if (observed.trace?.isSampled !== true) return
    this.counts.taken++
    if (this.waiting >= (this.#options.mostWaiting ?? 2048)) {
      this.counts.dropped++
      return
    }
    this.#waiting.push(observed)
    this.#schedule(everyMs)
  }

  /** Sends what waits, one batch; the rest follows. */
  async flush(): Promise<void> {
    const batch = this.#waiting.splice(0, batchSize)
    if (batch.length === 0) return
    this.#inFlight = batch.length
    const isSent = await this.#post(batch)
    this.#inFlight = 0
    this.counts[isSent ? 'sent' : 'failed'] += batch.length
  }

  #schedule(ms: number): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.later(ms, () => {
      void this.flush().finally(() => {
        this.#isScheduled = false
        if (this.#waiting.length > 0)
          this.#schedule(this.#waiting.length >= batchSize ? 1 : everyMs)
      })
    })
  }

  async #post(batch: readonly Observed[]): Promise<boolean> {
    const late = AbortSignal.timeout(patienceMs)
    try {
      const status = await this.#options.post(toOtlp(batch, this.#options.release), late)
      return status >= 200 && status < 300
    } catch {
      return false // told by the count: a dead collector must not fill the log
    }
  }
}
