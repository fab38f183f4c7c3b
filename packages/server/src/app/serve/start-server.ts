import { getRequestListener } from '@hono/node-server'
import { createClient } from '@ratchet-ml/client'
import type { ServerConfig } from '@ratchet-ml/protocol'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { systemClock, toRfc3339 } from '../../platform/clock.ts'
import { listenOnSocket } from '../../platform/http-kit/listen-on-socket.ts'
import { createHealth } from '../../serving/answer-health.ts'
import { createCors } from '../../serving/cors.ts'
import type { Before } from '../../serving/host.ts'
import { type RouteDirectory, startHost } from '../../serving/index.ts'
import { createObserver } from '../../serving/observe/create-observer.ts'
import type { Route } from '../../serving/types.ts'
import { type App, compose } from '../compose.ts'
import { later } from '../later.ts'
import { release } from '../release.ts'
import { routerFetch } from '../router-fetch.ts'
import type { Stores } from '../stores.ts'
import { openPageFiles } from './page-files.ts'
import { serveSource } from './serve-source.ts'
import { readTls, reloadOnHangUp, type TlsFiles } from './tls.ts'

export interface ServerOptions {
  readonly stores: Stores
  readonly sources: readonly string[]
  readonly host: string
  readonly port: number
  readonly insecure: boolean
  readonly tls?: TlsFiles
  readonly repositoryApi: boolean
}

export interface RunningServer {
  readonly url: string
  readonly directory: RouteDirectory
  /** A row that an endpoint takes. */
  exampleRow(route: Route): unknown
  /** What the files of the sources could not say. */
  readonly notes: readonly string[]
  /** Answers what is under way, then closes everything but the stores. */
  stop(): Promise<void>
}

/** Loads, verifies and routes everything, then opens the port and the owner's socket. */
export async function startServer(
  context: CommandContext,
  options: ServerOptions,
): Promise<RunningServer> {
  const { stores } = options
  const { endpoints = {}, server = {} } = (await context.project())?.config ?? {}
  const observation = createObserver({
    ...{ config: server, stream: context.stderr, later, random: Math.random, release },
  })
  const { logger } = context
  const app = await compose({
    ...{ stores, logger, serves: true, endpoints, observation },
    repositoryApi: options.repositoryApi,
  })
  const closers: (() => Promise<unknown>)[] = [async () => observation?.close(), () => app.close()]
  const stop = async () => {
    for (const close of closers.reverse()) await close()
    closers.length = 0
  }
  try {
    const owner = app.router({
      surfaces: ['read', 'predict', 'change'],
      actor: `os:${context.user}`,
    })
    const client = createClient({ url: 'http://localhost', fetch: routerFetch(owner) })
    const notes: string[] = []
    for (const source of options.sources) {
      notes.push(...(await serveSource(context, client, source)))
    }
    const host = await openPort(app, options, server, beforeOf(app, server, observation))
    closers.push(() => host.stop())
    if (options.tls !== undefined) closers.push(reloadOnHangUp(host, options.tls, logger))
    app.announceUrl(host.url)
    await announce(stores, owner.fetch, host.url, closers)
    return {
      ...{ url: host.url, directory: app.directory, notes: [...new Set(notes)], stop },
      exampleRow: (route) => app.serving.exampleRow(route),
    }
  } catch (problem) {
    await stop()
    throw problem
  }
}

/** What looks at requests before anybody answers: cheapest first, and nothing that nobody asked for. */
function beforeOf(
  { serving }: App,
  { cors }: ServerConfig,
  observation: ReturnType<typeof createObserver>,
): readonly Before[] {
  const watch: Before = (req, res) => {
    observation?.observer.begin(req, res)
    return false
  }
  return [
    ...(observation === undefined ? [] : [watch]),
    ...(cors === undefined ? [] : [createCors(cors.origins)]),
    createHealth(serving),
  ]
}

async function openPort(
  app: App,
  { host, port, insecure, tls }: ServerOptions,
  { limits }: ServerConfig,
  before: readonly Before[],
) {
  const outside = app.router({
    surfaces: ['read', 'predict'],
    actor: 'http',
    fallback: openPageFiles(),
  })
  return await startHost({
    hot: app.hot,
    fallback: getRequestListener(outside.fetch, { overrideGlobalObjects: false }),
    host,
    port,
    insecure,
    before,
    ...(limits === undefined ? {} : { limits: definedOf(limits) }),
    ...(tls === undefined ? {} : { tls: await readTls(tls) }),
    beginDraining: () => app.serving.beginDraining(),
  })
}

/** Opens the owner's socket and writes where it is, for the commands beside this server. */
async function announce(
  stores: Stores,
  fetch: Parameters<typeof getRequestListener>[0],
  url: string,
  closers: (() => Promise<unknown>)[],
): Promise<void> {
  if (stores.folder === undefined) return
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false })
  const socket = await listenOnSocket(stores.folder, listener)
  closers.push(socket.close)
  const startedAt = toRfc3339(systemClock.now())
  stores.announce({ pid: process.pid, url, socket: socket.path, startedAt })
}

/** Without the keys that a file leaves open. */
function definedOf<T extends object>(settings: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const said = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said) as { [K in keyof T]: Exclude<T[K], undefined> }
}
