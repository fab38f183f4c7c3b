import { LogConfig, type ProjectConfig, type StatusView } from '@ratchet-ml/protocol'
import type { Hono } from 'hono'
import { Evaluation, evaluationRoutes } from '../evaluation/index.ts'
import { type Clock, systemClock, toRfc3339 } from '../platform/clock.ts'
import { createRouter } from '../platform/http-kit/router.ts'
import type { Actor, AnyRoute, Surface } from '../platform/http-kit/types.ts'
import { createIds, type Ids } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { Promotion, promotionRoutes } from '../promotion/index.ts'
import { Registry, registryRoutes } from '../registry/index.ts'
import {
  createHotHandler,
  createOpenApi,
  PredictionLogs,
  RouteDirectory,
  ServingService,
  servingRoutes,
} from '../serving/index.ts'
import { ledgerRoutes } from './ledger/http.ts'
import { release } from './release.ts'
import { statusRoutes } from './status/http.ts'
import type { Stores } from './stores.ts'

/** Packages travel over the socket in one piece. */
const mostBodyBytes = 1 << 30

export interface ComposeOptions {
  readonly stores: Stores
  readonly logger: Logger
  /** Whether this process answers predictions, or only runs a command. */
  readonly serves: boolean
  /** What ratchet.yaml says of endpoints. */
  readonly endpoints?: ProjectConfig['endpoints']
}

export interface RouterSettings {
  readonly surfaces: readonly Surface[]
  readonly actor: Actor
  /** Answers what no route takes. */
  readonly fallback?: (path: string) => Promise<Response | undefined>
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
    }),
    ...promotionRoutes(services.promotion),
    ...evaluationRoutes(services.evaluation),
    ...ledgerRoutes(stores.ledger),
  ]
  await serving.start(await directory.list())
  return {
    serving,
    directory,
    hot: createHotHandler({ serving, clock, ids, logger, release }),
    router: (settings) => routerOf(routes, settings, ids, logger),
    announceUrl: status.announceUrl,
    close: () => serving.close(),
  }
}

function composeServices({ stores, logger, serves, endpoints = {} }: ComposeOptions, clock: Clock) {
  const { blobs, routes: routeStore } = stores
  const directory = new RouteDirectory(routeStore, blobs)
  const registry: Registry = new Registry({
    store: stores.registry,
    blobs,
    logger,
    champions: {
      find: async (model, place) => {
        const routed = (await routeStore.find(model))?.[place]
        return routed?.model === model ? routed.version : undefined
      },
    },
  })
  const logs = composeLogs(stores, endpoints, clock, logger)
  const serving = new ServingService({
    source: { fetch: ({ model, digest }) => registry.package(model, digest) },
    clock,
    logger,
    later,
    release,
    warm: serves,
    ...(serves && logs !== undefined ? { logs } : {}),
  })
  const promotion = new Promotion({
    store: routeStore,
    directory,
    blobs,
    serving,
    versions: {
      get: async (model, number) => {
        const { version, digest } = await registry.resolve(model, String(number))
        return { model, version, digest }
      },
    },
  })
  const evaluation = new Evaluation({ store: stores.backtests, blobs })
  return { directory, registry, serving, promotion, evaluation, logs }
}

function composeLogs(
  { log: store }: Stores,
  endpoints: ProjectConfig['endpoints'],
  clock: Clock,
  logger: Logger,
): PredictionLogs | undefined {
  if (store === undefined) return undefined
  const settingsOf = (endpoint: string) => endpoints[endpoint]?.log ?? LogConfig.parse({})
  return new PredictionLogs({ store, settingsOf, clock, logger })
}

type Services = ReturnType<typeof composeServices>

function statusOf(stores: Stores, { serving, directory, registry }: Services, clock: Clock) {
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
    endpoints: (await directory.list()).map((route) => serving.viewOf(route)),
    ledger: await stores.ledger.head(),
  })
  const announceUrl = (found: string) => {
    url = found
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

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
