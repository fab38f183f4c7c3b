import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { TrafficSample } from '@ratchet-ml/protocol'
import type { VersionShelf } from '../lifecycle/shelf.ts'
import { type Snapshot, toPrometheusText } from '../metrics.ts'
import { takeSnapshot } from './metrics-snapshot.ts'
import type { RouteTable } from './table.ts'

export interface ServingMetricsOptions {
  readonly table: RouteTable
  readonly shelf: Pick<VersionShelf, 'listStatus'>
  readonly release: string
  /** Metrics of parts that stand beside the service. */
  readonly moreMetrics: (() => Snapshot) | undefined
}

/** What operators follow: metrics, and the traffic of the last minutes. */
export class ServingMetrics {
  readonly #options: ServingMetricsOptions
  readonly #lag = monitorEventLoopDelay({ resolution: 10 })

  constructor(options: ServingMetricsOptions) {
    this.#options = options
  }

  /** Begins to watch how late the event loop is. */
  start(): void {
    this.#lag.enable()
  }

  stop(): void {
    this.#lag.disable()
  }

  /** The text of `GET /metrics`. */
  text(): string {
    const { table, shelf, release, moreMetrics } = this.#options
    const text = toPrometheusText({
      ...takeSnapshot(table.list(), shelf.listStatus(), this.#lag.max / 1e9, release),
      ...moreMetrics?.(),
    })
    this.#lag.reset()
    return text
  }

  /** What the endpoints answered in the last 300 seconds, oldest first. */
  trafficSamples(): readonly TrafficSample[] {
    return this.#options.table.list().flatMap((entry) => entry.meters.traffic.list())
  }

  /** One sample of every endpoint, of the second that has just ended. */
  lastTraffic(): readonly TrafficSample[] {
    return this.#options.table.list().map((entry) => entry.meters.traffic.last())
  }
}
