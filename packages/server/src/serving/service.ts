import { monitorEventLoopDelay } from 'node:perf_hooks'
import type {
  EndpointConfig,
  EndpointView,
  RoutedVersion,
  TrafficSample,
} from '@ratchet-ml/protocol'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { Problem } from '../platform/problem.ts'
import { RenewedMap } from '../platform/renewed.ts'
import type { StartGraphEngine } from './engines/graph/start-graph-engine.ts'
import { openHere, type PackageOpener } from './engines/package-opener.ts'
import { exampleRow } from './example-row.ts'
import { createVersionLoader } from './lifecycle/load-version.ts'
import { type Later, VersionShelf } from './lifecycle/shelf.ts'
import type { LoadedVersion } from './lifecycle/types.ts'
import type { PredictionLogs } from './log/prediction-logs.ts'
import { type Snapshot, toPrometheusText } from './metrics.ts'
import type { Call } from './predict/call.ts'
import { defaultLimits } from './predict/request-limits.ts'
import { toRouteView } from './route-view.ts'
import { misfitOf } from './routes/answer-chain.ts'
import { takeSnapshot } from './routes/metrics-snapshot.ts'
import { type EndpointEntry, RouteTable } from './routes/table.ts'
import { settingsOf } from './settings.ts'
import type { PackageSource, Route } from './types.ts'

export interface ServingOptions {
  readonly source: PackageSource
  readonly clock: Clock
  readonly logger: Logger
  readonly later: Later
  readonly release: string
  /** What the owner says about endpoints, by name. */
  readonly endpoints?: Readonly<Record<string, EndpointConfig>>
  /** Metrics of parts that stand beside the service. */
  readonly moreMetrics?: () => Snapshot
  /** The longest that any request may take. */
  readonly mostMs?: number
  /** Opens packages; unless told, in this thread. */
  readonly opener?: PackageOpener
  /** Starts the process that answers a graph; without it, graphs are refused. */
  readonly startEngine?: StartGraphEngine
  /** Loads what routes name; `false` in a process that only changes routes. True unless told. */
  readonly warm?: boolean
  /** Where predictions are recorded; absent: nowhere. */
  readonly logs?: PredictionLogs
}

/** A version held in memory until it is let go. */
export interface Prepared {
  readonly loaded: LoadedVersion
  release(): void
}

export interface Health {
  readonly ready: boolean
  readonly state: ServingState
  readonly endpoints: Readonly<Record<string, boolean>>
}

export type ServingState = 'starting' | 'serving' | 'draining'

interface Waiter {
  readonly digest: string
  readonly resolve: (prepared: Prepared) => void
  readonly reject: (reason: unknown) => void
}

/** What this process answers by: the routes, the versions in memory, and what they have answered. */
export class ServingService {
  readonly table: RouteTable
  readonly #options: ServingOptions
  readonly #shelf: VersionShelf
  /** How often each version is held beside the routes. */
  readonly #held = new RenewedMap<string, { readonly version: RoutedVersion; times: number }>()
  #waiters: Waiter[] = []
  readonly #drain = new AbortController()
  readonly #lag = monitorEventLoopDelay({ resolution: 10 })
  #state: ServingState = 'starting'

  constructor(options: ServingOptions) {
    this.#options = options
    const mostMs = options.mostMs ?? defaultLimits.deadlineMs
    const settings = (endpoint: string) => settingsOf(options.endpoints?.[endpoint], mostMs)
    this.table = new RouteTable(options.clock, settings, options.logs)
    this.#shelf = new VersionShelf({
      load: createVersionLoader({
        source: options.source,
        opener: options.opener ?? openHere,
        startEngine: options.startEngine ?? refuseGraph,
        recorded: (model) => this.#recentOf(model),
        monotonicMs: () => options.clock.monotonicMs(),
      }),
      monotonicMs: () => options.clock.monotonicMs(),
      later: options.later,
      logger: options.logger,
      onChange: () => this.#onChange(),
    })
  }

  get state(): ServingState {
    return this.#state
  }

  readonly isDraining = (): boolean => this.#state === 'draining'

  /** Aborted when the server begins to stop: ends streams that would never end. */
  get stopping(): AbortSignal {
    return this.#drain.signal
  }

  /**
   * Takes the routes in force and resolves once every champion answers or has failed.
   * @throws Problem `config-invalid` when an endpoint's baseline is none for it, or its log names no field
   */
  async start(routes: readonly Route[]): Promise<void> {
    this.#lag.enable()
    const { logs } = this.#options
    await logs?.start()
    for (const route of routes) {
      logs?.check(route)
      this.table.put(route)
      const misfit = this.#misfitOf(route)
      if (misfit !== undefined) throw new Problem('config-invalid', misfit)
    }
    this.#aspire()
    await Promise.allSettled(routes.map((route) => this.#settled(route.champion)))
    this.#state = 'serving'
  }

  /**
   * Has a version loaded, verified and warm, and keeps it so until it is released.
   * @throws Problem or Refusal that says why it cannot answer
   */
  prepare(version: RoutedVersion): Promise<Prepared> {
    if (this.#state === 'draining') return Promise.reject(draining())
    const { digest } = version
    const held = this.#held.get(digest) ?? { version, times: 0 }
    held.times++
    this.#held.set(digest, held)
    this.#shelf.forgive(digest)
    this.#aspire()
    return this.#whenLoaded(digest).catch((reason) => {
      this.#letGo(digest)
      throw reason
    })
  }

  /**
   * Puts a route in force: at once when its champion is ready, which `prepare` makes sure of;
   * otherwise the route before it goes on answering until it is. An older revision is ignored.
   */
  applyRoute(route: Route): void {
    this.table.put(route)
    const misfit = this.#misfitOf(route)
    if (misfit !== undefined) this.#options.logger.error('baseline left out', { misfit })
    this.#onChange()
    this.#aspire()
  }

  #misfitOf(route: Route): string | undefined {
    const why = misfitOf(this.table.get(route.endpoint).settings, route)
    return why && `The baseline of endpoint ${route.endpoint} does not fit it: ${why}`
  }

  /**
   * Has an endpoint answer again that was unloaded, or tries a failed version anew; resolves when it
   * answers.
   * @throws Problem or Refusal that says why it cannot
   */
  async loadEndpoint(entry: EndpointEntry): Promise<void> {
    entry.isUnloaded = false
    const prepared = await this.prepare(entry.route.champion)
    this.#onChange()
    prepared.release()
  }

  /** Lets an endpoint answer no more, and its versions go, until it is loaded again. */
  unloadEndpoint(entry: EndpointEntry): void {
    entry.isUnloaded = true
    entry.live = undefined
    entry.standby = undefined
    this.#aspire()
  }

  /** Stops being ready: replies close their connections, streams end, nothing new is loaded. */
  beginDraining(): void {
    this.#state = 'draining'
    this.#drain.abort()
  }

  /** Ends everything; resolves when the log is closed. */
  async close(): Promise<void> {
    this.beginDraining()
    this.#shelf.close()
    this.#options.opener?.close()
    this.#lag.disable()
    for (const waiter of this.#waiters.splice(0)) waiter.reject(draining())
    await this.#options.logs?.close()
  }

  /** Ready: serving, and every endpoint's champion proves it by answering a verification row. */
  isReady(): boolean {
    return (
      this.#state === 'serving' &&
      this.table.list().every((entry) => entry.isUnloaded || this.isEndpointReady(entry))
    )
  }

  /** What `GET /readyz` tells: stopping and not being ready yet are two things. */
  health(): Health {
    const endpoints = this.table.list().map((entry) => {
      return [entry.name, this.isEndpointReady(entry)] as const
    })
    const ready = this.#state === 'serving' && endpoints.every(([, isReady]) => isReady)
    return { ready, state: this.#state, endpoints: Object.fromEntries(endpoints) }
  }

  isEndpointReady({ live }: EndpointEntry): boolean {
    return !this.isDraining() && live !== undefined && live.handle.loaded.prove()
  }

  /** @throws Problem why the endpoint cannot answer now */
  refuseUnready({ name, route, isUnloaded }: EndpointEntry): never {
    const { model, version, digest } = route.champion
    const status = this.#shelf.findStatus(digest)
    const why = isUnloaded
      ? 'was unloaded on demand.'
      : status?.state === 'failed'
        ? `failed to load: ${status.reason}`
        : 'is still loading'
    throw new Problem(
      'version-not-ready',
      `Endpoint ${name} cannot answer: its champion ${model}@${version} ${why}`,
      { retryAfterSeconds: 1 },
    )
  }

  /** State of every version that a route names, as the wire has it. */
  statesOf(route: Route): EndpointView['states'] {
    const states: EndpointView['states'] = {}
    for (const version of [route.champion, route.standby]) {
      const status = version && this.#shelf.findStatus(version.digest)
      if (version === undefined || status === undefined) continue
      states[version.digest] =
        status.state === 'failed'
          ? { state: status.state, reason: status.reason }
          : { state: status.state, ...(status.engine && { engine: status.engine }) }
    }
    return states
  }

  /** Contribution to `GET /v1/status` and answer of `GET /v1/endpoints/{endpoint}`. */
  viewOf(route: Route): EndpointView {
    const log = this.table.find(route.endpoint)?.log
    return {
      endpoint: route.endpoint,
      route: toRouteView(route),
      states: this.statesOf(route),
      contract: route.contract,
      ...(log === undefined ? {} : { log: log.status }),
    }
  }

  /** A row that an endpoint takes, as its callers may send it. */
  exampleRow({ endpoint, contract, contractDigest }: Route): Readonly<Record<string, unknown>> {
    const loaded = this.table.find(endpoint)?.live?.handle.loaded
    // Codes of another contract may mean other levels.
    return exampleRow(contract, loaded?.contractDigest === contractDigest ? loaded.example : [])
  }

  /** The text of `GET /metrics`. */
  metricsText(): string {
    const { release } = this.#options
    const text = toPrometheusText({
      ...takeSnapshot(this.table.list(), this.#shelf.listStatus(), this.#lag.max / 1e9, release),
      ...this.#options.moreMetrics?.(),
    })
    this.#lag.reset()
    return text
  }

  /** What the endpoints answered in the last 300 seconds, oldest first. */
  trafficSamples(): readonly TrafficSample[] {
    return this.table.list().flatMap((entry) => entry.meters.traffic.list())
  }

  /** One sample of every endpoint, of the second that has just ended. */
  lastTraffic(): readonly TrafficSample[] {
    return this.table.list().map((entry) => entry.meters.traffic.last())
  }

  later(ms: number, run: () => void): () => void {
    return this.#options.later(ms, run)
  }

  /** What callers have asked of a model lately, wherever it answers. */
  #recentOf(model: string): readonly Call[] {
    return this.table
      .list()
      .filter(({ route }) => route.champion.model === model)
      .flatMap(({ recent }) => recent.list())
  }

  #onChange(): void {
    // What answered before is let go only now that it no longer does.
    if (this.#options.warm !== false && this.table.flip(this.#shelf)) this.#aspire()
    const waiting = this.#waiters
    this.#waiters = waiting.filter((waiter) => !this.#settle(waiter))
  }

  #settle({ digest, resolve, reject }: Waiter): boolean {
    const handle = this.#shelf.findReady(digest)
    if (handle !== undefined) {
      resolve({ loaded: handle.loaded, release: () => this.#letGo(digest) })
      return true
    }
    if (this.#shelf.findStatus(digest)?.state !== 'failed') return false
    reject(this.#shelf.findFailure(digest))
    return true
  }

  #whenLoaded(digest: string): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      const waiter = { digest, resolve, reject }
      if (!this.#settle(waiter)) this.#waiters.push(waiter)
    })
  }

  /** Resolves when a version is ready, rejects when it failed; holds nothing. */
  async #settled(version: RoutedVersion): Promise<void> {
    if (this.#options.warm !== false) await this.#whenLoaded(version.digest)
  }

  #letGo(digest: string): void {
    const held = this.#held.get(digest)
    if (held === undefined) return
    held.times--
    if (held.times === 0) this.#held.delete(digest)
    this.#aspire()
  }

  /** Champions first, then what is being prepared, what still answers, and the standbys. */
  #aspire(): void {
    const all = this.#options.warm === false ? [] : this.table.list()
    const entries = all.filter(({ isUnloaded }) => !isUnloaded)
    this.#shelf.aspire([
      ...entries.map(({ route }) => route.champion),
      ...[...this.#held.values()].map(({ version }) => version),
      ...entries.flatMap(({ live, standby }) => [
        ...(live === undefined ? [] : [live.route.champion]),
        ...(standby === undefined ? [] : [standby.loaded.version]),
      ]),
      ...entries.flatMap(({ route }) => (route.standby === undefined ? [] : [route.standby])),
    ])
  }
}

const refuseGraph: StartGraphEngine = async () => {
  throw new Problem('engine-needed', 'This process starts no engine that could answer a graph.')
}

function draining(): Problem {
  return new Problem('draining', 'The server is stopping and loads nothing any more.')
}
