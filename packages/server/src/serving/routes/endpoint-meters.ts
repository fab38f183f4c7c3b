import type { Clock, Micros } from '../../platform/clock.ts'
import type { FallbackReason, ServedBy } from '../fallback/types.ts'
import { Histogram } from '../metrics.ts'
import { TrafficRing } from '../traffic.ts'

export type Protocol = 'predict' | 'v2'

/** What an endpoint has answered since the server began. */
export class EndpointMeters {
  readonly endpoint: string
  readonly traffic: TrafficRing
  readonly durations: Readonly<Record<Protocol, Histogram>> = {
    predict: new Histogram(),
    v2: new Histogram(),
  }
  /** By protocol, then by HTTP status. */
  readonly requests: Readonly<Record<Protocol, Map<number, number>>> = {
    predict: new Map(),
    v2: new Map(),
  }
  /** Requests over every protocol together, as the statistics of V2 have them. */
  readonly inference = { succeeded: 0, succeededMs: 0, failed: 0, failedMs: 0, lastMs: 0 }
  readonly #clock: Clock
  /** By who was asked and why, with a space between. */
  readonly fallbacks = new Map<string, number>()
  /** By problem code. */
  readonly refused = new Map<string, number>()

  constructor(endpoint: string, clock: Clock) {
    this.endpoint = endpoint
    this.#clock = clock
    this.traffic = new TrafficRing(endpoint, clock)
  }

  /** Counts one answered request. @param nowMs the clock's `monotonicMs` */
  record(protocol: Protocol, status: number, rows: number, ms: number, nowMs: number): void {
    const requests = this.requests[protocol]
    requests.set(status, (requests.get(status) ?? 0) + 1)
    this.durations[protocol].observe(ms / 1000)
    const now = this.#clock.at(nowMs)
    this.traffic.record(status === 200, rows, ms, now)
    this.#recordInference(status === 200, ms, now)
  }

  #recordInference(isSuccess: boolean, ms: number, now: Micros): void {
    const { inference } = this
    if (isSuccess) {
      inference.succeeded++
      inference.succeededMs += ms
      inference.lastMs = Math.floor(now / 1000)
    } else {
      inference.failed++
      inference.failedMs += ms
    }
  }

  recordFallback(servedBy: ServedBy, reason: FallbackReason): void {
    const key = `${servedBy} ${reason}`
    this.fallbacks.set(key, (this.fallbacks.get(key) ?? 0) + 1)
  }

  recordRefused(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1)
  }
}
