import { availableParallelism } from 'node:os'
import type { ProjectConfig, StatusView } from '@ratchet-ml/protocol'
import { LogConfig } from '@ratchet-ml/protocol'
import type { Hono } from 'hono'
import { Snapshots, snapshotRoutes } from '../datasets/snapshots/index.ts'
import { Checks, checkRoutes } from '../evaluation/check/index.ts'
import { Evaluation, evaluationRoutes, reportRoutes } from '../evaluation/index.ts'
import { Specifications, specificationRoutes } from '../evaluation/requirements/index.ts'
import { historyRoutes } from '../feedback/history/http.ts'
import { OutcomeService, outcomeRoutes } from '../feedback/index.ts'
import { type Clock, systemClock, toRfc3339 } from '../platform/clock.ts'
import { createRouter } from '../platform/http-kit/router.ts'
import type { Actor, AnyRoute, FilesByPath, Surface } from '../platform/http-kit/types.ts'
import { createIds, type Ids } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { Promotion, promotionRoutes } from '../promotion/index.ts'
import { Registry, registryRoutes } from '../registry/index.ts'
import { graphEngineStarter } from '../serving/engines/graph/start-graph-engine.ts'
import {
  createHotHandler,
  createOpenApi,
  PredictionLogs,
  RouteDirectory,
  ServingService,
  servingRoutes,
} from '../serving/index.ts'
import type { createObserver } from '../serving/observe/create-observer.ts'
import { createEndpointOpenApi } from '../serving/openapi.ts'
import { ReaderPool } from '../serving/readers/reader-pool.ts'
import { graphEngineFile } from './graph-engine-file.ts'
import { composeHistory } from './history/compose-history.ts'
import { later } from './later.ts'
import { ledgerRoutes } from './ledger/http.ts'
import { composeOpeners } from './openers.ts'
import { composeIntake } from './outcome-intake.ts'
import { release } from './release.ts'
import { statusRoutes } from './status/http.ts'
import type { Stores } from './stores.ts'
import { composeUnitRules } from './unit-rules.ts'

/** Packages travel over the socket in one piece. */
const mostBodyBytes = 1 << 30

export interface ComposeOptions {
  readonly stores: Stores
  readonly logger: Logger
  /** Whether this process answers predictions, or only runs a command. */
  readonly serves: boolean
  /** What ratchet.yaml says about endpoints. */
  readonly endpoints?: ProjectConfig['endpoints']
  /** Who looks at requests, where anybody does. */
  readonly observation?: ReturnType<typeof createObserver>
  /** Whether models may be loaded and unloaded over V2. */
  readonly repositoryApi?: boolean
}

export interface RouterSettings {
  readonly surfaces: readonly Surface[]
  readonly actor: Actor
  /** Answers what no route takes. */
  readonly fallback?: FilesByPath
}

/** The whole program over some stores. */
export interface App {
  readonly serving: ServingService
  readonly directory: RouteDirectory
  readonly hot: ReturnType<typeof createHotHandler>
  /** The API as an application that can be called without a port. */
  router(settings: RouterSettings): Hono
  /** Says where the port is, once it is open. */
  announceUrl(url: string): void
  close(): Promise<void>
}

/** Builds every part and wires them to each other; nothing else knows all of them. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { stores, logger } = options
  const clock = systemClock
  const ids = createIds({ clock })
  const services = composeServices(options, clock)
  const { serving, directory, logs } = services
  const status = statusOf(stores, services, clock)
  const routes: AnyRoute[] = [
    ...statusRoutes(status.view),
    ...registryRoutes(services.registry),
    ...servingRoutes({
      serving,
      directory,
      logs,
      openApi: async () => createOpenApi({ release, routes, endpoints: await directory.list() }),
      openApiOf: (route) => createEndpointOpenApi(release, route),
    }),
    ...outcomeRoutes(services.outcomes),
    ...promotionRoutes(services.promotion),
    ...evaluationRoutes(services.evaluation),
    ...specificationRoutes(services.specifications),
    ...checkRoutes(services.checks),
    ...reportRoutes(services.evaluation, services.checks),
    ...snapshotRoutes(services.snapshots),
    ...historyRoutes(services.history),
    ...ledgerRoutes(stores.ledger),
  ]
  await serving.start(await directory.list())
  const offThread = new ReaderPool({ later, threads: readerThreads() })
  return {
    serving,
    directory,
    hot: createHotHandler({
      ...{ serving, clock, ids, logger, release, offThread },
      ...(options.observation && { observer: options.observation.observer }),
      repositoryApi: options.repositoryApi ?? false,
    }),
    router: (settings) => routerOf(routes, settings, ids, logger),
    announceUrl: (url) => {
      status.announceUrl(url)
      services.history?.start()
    },
    close: async () => {
      offThread.close()
      await services.outcomes?.close()
      await serving.close()
      await services.history?.close()
    },
  }
}

function composeServices(options: ComposeOptions, clock: Clock) {
  const { stores, logger, serves, endpoints = {}, observation } = options
  const { blobs, routes: routeStore } = stores
  const directory = new RouteDirectory(routeStore, blobs)
  const openers = composeOpeners(serves)
  const registry: Registry = new Registry({
    store: stores.registry,
    blobs,
    logger,
    checkPackage: (archive) => openers.opener.check(archive),
    champions: {
      find: async (model, place) => {
        const routed = (await routeStore.find(model))?.[place]
        return routed?.model === model ? routed.version : undefined
      },
    },
  })
  const logs = composeLogs(options, clock)
  const outcomes = composeOutcomes(options, directory, logs, clock)
  const serving = new ServingService({
    source: { fetch: ({ model, digest }) => registry.packageFiles(model, digest) },
    opener: openers.opener,
    startEngine: graphEngineStarter(graphEngineFile(), later),
    moreMetrics: () => ({ ...observation?.metrics(), ...outcomes?.metrics() }),
    endpoints,
    clock,
    logger,
    later,
    release,
    warm: serves,
    ...(serves && logs !== undefined ? { logs } : {}),
  })
  const specifications = new Specifications({ store: stores.specifications, blobs })
  const checks = new Checks({
    ...{ store: stores.checks, blobs },
    hasVersion: async (model, digest) =>
      (await stores.registry.findVersionByDigest(model, digest)) !== undefined,
  })
  const promotion = new Promotion({
    evidence: {
      specification: (model) => specifications.find(model),
      check: ({ model, digest }, specification) => checks.findLatest(model, digest, specification),
    },
    store: routeStore,
    directory,
    blobs,
    serving,
    versions: {
      get: async (model, number) => {
        const { version, digest } = await registry.resolve(model, String(number))
        return { model, version, digest }
      },
      contract: ({ model, digest }) => registry.contract(model, digest),
    },
  })
  const evaluation = new Evaluation({ store: stores.backtests, blobs })
  const snapshots = new Snapshots({ store: stores.snapshots, blobs })
  const { folder } = stores
  const history =
    folder === undefined ? undefined : composeHistory(folder, endpoints, clock, logger)
  const plain = { directory, registry, serving, promotion, evaluation, openers }
  return { ...plain, logs, outcomes, history, snapshots, specifications, checks }
}

function composeOutcomes(
  { stores, serves, logger }: ComposeOptions,
  directory: RouteDirectory,
  logs: PredictionLogs | undefined,
  clock: Clock,
): OutcomeService | undefined {
  const intake = composeIntake(stores, serves, logger)
  if (intake === undefined || logs === undefined) return undefined
  const units = composeUnitRules(stores.routes, directory, logs)
  return new OutcomeService({ intake, units, clock })
}

function composeLogs(
  { stores: { log: store }, endpoints = {}, logger }: ComposeOptions,
  clock: Clock,
): PredictionLogs | undefined {
  if (store === undefined) return undefined
  const settingsOf = (endpoint: string) => endpoints[endpoint]?.log ?? LogConfig.parse({})
  return new PredictionLogs({ store, settingsOf, clock, logger })
}

type Services = ReturnType<typeof composeServices>

function statusOf(
  stores: Stores,
  { serving, directory, registry, openers }: Services,
  clock: Clock,
) {
  const startedAt = toRfc3339(clock.now())
  let url: string | undefined
  const view = async (): Promise<StatusView> => ({
    product: 'ratchet',
    release,
    pid: process.pid,
    startedAt,
    ...(stores.folder === undefined ? {} : { dataFolder: stores.folder }),
    ...(url === undefined ? {} : { url }),
    state: serving.state,
    models: (await registry.models()).length,
    endpoints: (await directory.list()).map((route) => serving.views.viewOf(route)),
    ledger: await stores.ledger.head(),
  })
  const announceUrl = (found: string) => {
    url = found
    openers.beginServing()
  }
  return { view, announceUrl }
}

function routerOf(
  routes: readonly AnyRoute[],
  { surfaces, actor, fallback }: RouterSettings,
  ids: Ids,
  logger: Logger,
): Hono {
  return createRouter({
    routes,
    surfaces: new Set(surfaces),
    actor,
    ids,
    logger,
    maximumBodyBytes: mostBodyBytes,
    ...(fallback === undefined ? {} : { fallback }),
  })
}

/** The serving thread has a core of its own where there are several. */
function readerThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1))
}
