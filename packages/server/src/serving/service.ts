import type { EndpointConfig, RoutedVersion } from '@ratchet-ml/protocol'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { Problem } from '../platform/problem.ts'
import type { StartGraphEngine } from './engines/graph/start-graph-engine.ts'
import { openHere, type PackageOpener } from './engines/package-opener.ts'
import { HeldVersions, type Prepared } from './lifecycle/held-versions.ts'
import { createVersionLoader } from './lifecycle/load-version.ts'
import { type Later, VersionShelf } from './lifecycle/shelf.ts'
import type { PredictionLogs } from './log/prediction-logs.ts'
import type { Snapshot } from './metrics.ts'
import type { Call } from './predict/call.ts'
import { defaultLimits } from './predict/request-limits.ts'
import { Readiness, type ServingState } from './readiness.ts'
import { misfitOf } from './routes/answer-chain.ts'
import { aspiredVersions } from './routes/aspired-versions.ts'
import { EndpointViews } from './routes/endpoint-views.ts'
import { ServingMetrics } from './routes/serving-metrics.ts'
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

/** What this process answers by: the routes, and the versions in memory. */
export class ServingService {
  readonly table: RouteTable
  readonly readiness: Readiness
  readonly views: EndpointViews
  readonly metrics: ServingMetrics
  readonly #options: ServingOptions
  readonly #shelf: VersionShelf
  readonly #held: HeldVersions
  readonly #drain = new AbortController()
  #state: ServingState = 'starting'

  constructor(options: ServingOptions) {
    const { clock, logs, release, moreMetrics } = options
    this.#options = options
    const mostMs = options.mostMs ?? defaultLimits.deadlineMs
    const settings = (endpoint: string) => settingsOf(options.endpoints?.[endpoint], mostMs)
    const table = new RouteTable(clock, settings, logs)
    const shelf = this.#createShelf()
    this.table = table
    this.#shelf = shelf
    this.#held = new HeldVersions(shelf, () => this.#aspire())
    this.readiness = new Readiness(table, shelf, () => this.#state)
    this.views = new EndpointViews(table, shelf)
    this.metrics = new ServingMetrics({ table, shelf, release, moreMetrics })
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
    this.metrics.start()
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
  async prepare(version: RoutedVersion): Promise<Prepared> {
    if (this.#state === 'draining') throw draining()
    return await this.#held.hold(version)
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
    this.metrics.stop()
    this.#held.rejectAll(draining())
    await this.#options.logs?.close()
  }

  later(ms: number, run: () => void): () => void {
    return this.#options.later(ms, run)
  }

  #createShelf(): VersionShelf {
    const {
      source,
      opener = openHere,
      startEngine = refuseGraph,
      clock,
      later,
      logger,
    } = this.#options
    const monotonicMs = () => clock.monotonicMs()
    const recorded = (model: string) => this.#recentOf(model)
    return new VersionShelf({
      load: createVersionLoader({ source, opener, startEngine, recorded, monotonicMs }),
      onChange: () => this.#onChange(),
      monotonicMs,
      later,
      logger,
    })
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
    this.#held.onChange()
  }

  /** Resolves when a version is ready, rejects when it failed; holds nothing. */
  async #settled(version: RoutedVersion): Promise<void> {
    if (this.#options.warm !== false) await this.#held.whenLoaded(version.digest)
  }

  #aspire(): void {
    const entries = this.#options.warm === false ? [] : this.table.list()
    this.#shelf.aspire(aspiredVersions(entries, this.#held.list()))
  }
}

const refuseGraph: StartGraphEngine = async () => {
  throw new Problem('engine-needed', 'This process starts no engine that could answer a graph.')
}

function draining(): Problem {
  return new Problem('draining', 'The server is stopping and loads nothing any more.')
}
