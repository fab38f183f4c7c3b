import { getRequestListener } from '@hono/node-server'
import { createClient } from '@ratchet-ml/client'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { systemClock, toRfc3339 } from '../../platform/clock.ts'
import { listenOnSocket } from '../../platform/http-kit/listen-on-socket.ts'
import { serveStaticFiles } from '../../platform/http-kit/static-files.ts'
import { type RouteDirectory, startHost } from '../../serving/index.ts'
import { type App, compose } from '../compose.ts'
import { routerFetch } from '../router-fetch.ts'
import type { Stores } from '../stores.ts'
import { findPageFolder } from './page-folder.ts'
import { serveSource } from './serve-source.ts'

export interface ServerOptions {
  readonly stores: Stores
  readonly sources: readonly string[]
  readonly host: string
  readonly port: number
  readonly insecure: boolean
}

export interface RunningServer {
  readonly url: string
  readonly directory: RouteDirectory
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
  const endpoints = (await context.project())?.config.endpoints ?? {}
  const app = await compose({ stores, logger: context.logger, serves: true, endpoints })
  const closers: (() => Promise<unknown>)[] = [() => app.close()]
  const stop = async () => {
    for (const close of closers.reverse()) await close()
    closers.length = 0
  }
  try {
    const owner = app.router({ surfaces: ['read', 'change'], actor: `os:${context.user}` })
    const client = createClient({ url: 'http://localhost', fetch: routerFetch(owner) })
    const notes: string[] = []
    for (const source of options.sources) {
      notes.push(...(await serveSource(context, client, source)))
    }
    const host = await openPort(app, options)
    closers.push(() => host.stop())
    app.announceUrl(host.url)
    await announce(stores, owner.fetch, host.url, closers)
    return { url: host.url, directory: app.directory, notes: [...new Set(notes)], stop }
  } catch (problem) {
    await stop()
    throw problem
  }
}

async function openPort(app: App, { host, port, insecure }: ServerOptions) {
  const page = findPageFolder()
  const outside = app.router({
    surfaces: ['read'],
    actor: 'http',
    ...(page === undefined ? {} : { fallback: serveStaticFiles(page) }),
  })
  return await startHost({
    hot: app.hot,
    fallback: getRequestListener(outside.fetch, { overrideGlobalObjects: false }),
    host,
    port,
    insecure,
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
