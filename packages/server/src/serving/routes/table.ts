import { createRowReader, type RowReader } from '@ratchet-ml/scoring'
import type { Clock } from '../../platform/clock.ts'
import type { VersionShelf } from '../lifecycle/shelf.ts'
import type { EndpointLog } from '../log/endpoint-log.ts'
import type { PredictionLogs } from '../log/prediction-logs.ts'
import type { Route } from '../types.ts'
import { endpointNotFound } from './directory.ts'
import { EndpointMeters } from './endpoint-meters.ts'
import { type Arm, createLiveEndpoint, type LiveEndpoint } from './live-endpoint.ts'

/** An endpoint as this server has it: the route that should be in force, and the one that is. */
export interface EndpointEntry {
  readonly name: string
  readonly meters: EndpointMeters
  /** Absent where no log is kept. */
  log: EndpointLog | undefined
  route: Route
  /** Absent until a champion is ready. */
  live: LiveEndpoint | undefined
  reader: RowReader
  /** Every version that has answered, for the counters. */
  readonly arms: Map<string, Arm>
}

/** The routes in memory: what requests read. */
export class RouteTable {
  readonly #entries = new Map<string, EndpointEntry>()
  readonly #clock: Clock
  readonly #logs: PredictionLogs | undefined

  constructor(clock: Clock, logs?: PredictionLogs) {
    this.#clock = clock
    this.#logs = logs
  }

  find(endpoint: string): EndpointEntry | undefined {
    return this.#entries.get(endpoint)
  }

  /**
   * @throws Problem `endpoint-not-found`, naming the nearest name
   */
  get(endpoint: string): EndpointEntry {
    const entry = this.#entries.get(endpoint)
    if (entry !== undefined) return entry
    throw endpointNotFound(endpoint, [...this.#entries.keys()])
  }

  list(): readonly EndpointEntry[] {
    return [...this.#entries.values()]
  }

  /** States the route that should be in force. An older revision than the known one is ignored. */
  put(route: Route): void {
    const entry = this.#entries.get(route.endpoint)
    if (entry === undefined) {
      this.#entries.set(route.endpoint, {
        name: route.endpoint,
        meters: new EndpointMeters(route.endpoint, this.#clock),
        log: this.#logs?.of(route),
        route,
        live: undefined,
        reader: createRowReader(route.contract),
        arms: new Map(),
      })
    } else if (route.revision > entry.route.revision) {
      if (route.contractDigest !== entry.route.contractDigest) {
        entry.reader = createRowReader(route.contract)
        entry.log = this.#logs?.of(route)
      }
      entry.route = route
    }
  }

  /** Puts every route in force whose champion is ready, one assignment each; tells if it did. */
  flip(shelf: VersionShelf): boolean {
    let isChanged = false
    for (const entry of this.#entries.values()) {
      if (entry.live?.route === entry.route) continue
      const handle = shelf.findReady(entry.route.champion.digest)
      if (handle === undefined) continue
      const live = createLiveEndpoint(entry.route, handle, entry.reader)
      const { model, version } = live.arm
      const key = `${model}@${version}`
      const arm = entry.arms.get(key)
      entry.live = arm === undefined ? live : { ...live, arm }
      entry.arms.set(key, entry.live.arm)
      isChanged = true
    }
    return isChanged
  }
}
