import { createRowReader, type RowReader } from '@ratchet-ml/scoring'
import type { Clock } from '../../platform/clock.ts'
import { Gate } from '../admission/gate.ts'
import type { VersionHandle } from '../lifecycle/handle.ts'
import { RecentCalls } from '../lifecycle/recent-calls.ts'
import type { VersionShelf } from '../lifecycle/shelf.ts'
import type { EndpointLog } from '../log/endpoint-log.ts'
import type { PredictionLogs } from '../log/prediction-logs.ts'
import type { EndpointSettings } from '../settings.ts'
import type { Route } from '../types.ts'
import { createAnswerChain } from './answer-chain.ts'
import { endpointNotFound } from './directory.ts'
import { EndpointMeters } from './endpoint-meters.ts'
import type { Arm, LiveEndpoint } from './live-endpoint.ts'
import { Scratch } from './scratch.ts'

/** An endpoint as this server has it: the route that should be in force, and the one that is. */
export interface EndpointEntry {
  readonly name: string
  readonly meters: EndpointMeters
  /** Absent where no log is kept. */
  log: EndpointLog | undefined
  route: Route
  /** Absent until a champion is ready. */
  live: LiveEndpoint | undefined
  /** What stands behind the champion in `live`. */
  standby: VersionHandle | undefined
  readonly settings: EndpointSettings
  readonly gate: Gate
  readonly recent: RecentCalls
  reader: RowReader
  /** Taken out of memory on demand, until it is loaded again. */
  isUnloaded: boolean
  /** Every version that has answered, for the counters. */
  readonly arms: Map<string, Arm>
}

/** The routes in memory: what requests read. */
export class RouteTable {
  readonly #entries = new Map<string, EndpointEntry>()
  readonly #memory = new Scratch()
  readonly #clock: Clock
  readonly #settings: (endpoint: string) => EndpointSettings
  readonly #logs: PredictionLogs | undefined

  constructor(
    clock: Clock,
    settings: (endpoint: string) => EndpointSettings,
    logs?: PredictionLogs,
  ) {
    this.#clock = clock
    this.#logs = logs
    this.#settings = settings
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
      const settings = this.#settings(route.endpoint)
      this.#entries.set(route.endpoint, {
        name: route.endpoint,
        meters: new EndpointMeters(route.endpoint, this.#clock),
        log: this.#logs?.of(route),
        route,
        live: undefined,
        standby: undefined,
        settings,
        gate: new Gate(route.endpoint, settings, () => this.#clock.monotonicMs()),
        recent: new RecentCalls(),
        reader: createRowReader(route.contract),
        isUnloaded: false,
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
      if (entry.isUnloaded) continue
      const handle = shelf.findReady(entry.route.champion.digest)
      if (handle === undefined) continue
      const standby = entry.route.standby && shelf.findReady(entry.route.standby.digest)
      if (
        entry.live?.route === entry.route &&
        entry.live.handle === handle &&
        entry.standby === standby
      )
        continue
      this.#putLive(entry, handle, standby)
      isChanged = true
    }
    return isChanged
  }

  #putLive(entry: EndpointEntry, champion: VersionHandle, standby?: VersionHandle): void {
    entry.standby = standby
    entry.live = createAnswerChain({
      ...{ route: entry.route, champion, standby, reader: entry.reader, settings: entry.settings },
      memory: this.#memory,
      armOf: (model, version) => armOf(entry, model, version),
    })
  }
}

function armOf({ arms }: EndpointEntry, model: string, version: number): Arm {
  const key = `${model}@${version}`
  const arm = arms.get(key) ?? { model, version, arm: 'champion', rows: 0 }
  arms.set(key, arm)
  return arm
}
