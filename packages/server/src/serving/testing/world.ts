import { Buffer } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../adapters/memory/metadata.ts'
import { systemClock } from '../../platform/clock.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { Promotion } from '../../promotion/service.ts'
import { Registry } from '../../registry/service.ts'
import { type Host, startHost } from '../host.ts'
import { PredictionLogs } from '../log/prediction-logs.ts'
import type { PredictionLogStore } from '../log/store.ts'
import type { LogSettings } from '../log/types.ts'
import { createHotHandler } from '../predict/hot-handler.ts'
import { defaultLimits, type RequestLimits } from '../predict/request-limits.ts'
import { RouteDirectory } from '../routes/directory.ts'
import { ServingService } from '../service.ts'
import type { PackageSource } from '../types.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of a reply
  readonly json: any
}

/** Everything that serves, over memory, on a port of its own. */
export interface World {
  readonly registry: Registry
  readonly directory: RouteDirectory
  readonly serving: ServingService
  readonly logs: PredictionLogs | undefined
  readonly promotion: Promotion
  readonly host: Host
  push(model: string, pkg: Package): Promise<number>
  /** Pushes and promotes to the endpoint of the model's name. */
  live(model: string, pkg: Package): Promise<number>
  get(path: string): Promise<Reply>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  close(): Promise<void>
}

export interface WorldOptions {
  /** Where predictions are recorded; absent: nowhere. */
  readonly log?: PredictionLogStore
  readonly logSettings?: Partial<LogSettings>
  readonly limits?: Partial<RequestLimits>
  /** Stands between serving and the registry. */
  readonly source?: (real: PackageSource) => PackageSource
}

export const asAda = { actor: 'os:ada', reason: 'a test' } as const

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { limits = {}, source } = options
  const clock = systemClock
  const ids = createIds({ clock })
  const logger = silentLogger
  const { registry: store, routes } = memoryMetadata(clock, ids)
  const blobs = memoryBlobStore()
  const champions = { find: async () => undefined }
  const registry = new Registry({ store, blobs, champions, logger })
  const directory = new RouteDirectory(routes, blobs)
  const real: PackageSource = {
    fetch: ({ model, version }) => registry.package(model, String(version)),
  }
  const logs = logsOf(options)
  const serving = new ServingService({
    ...(logs === undefined ? {} : { logs }),
    ...{ source: source?.(real) ?? real, clock, logger, later, release: '0.1.0' },
  })
  const versions = {
    get: async (model: string, version: number) => {
      const { digest } = await registry.resolve(model, String(version))
      return { model, version, digest }
    },
  }
  const promotion = new Promotion({ store: routes, directory, blobs, versions, serving })
  await serving.start(await directory.list())
  const hot = createHotHandler({
    ...{ serving, clock, ids, logger, release: '0.1.0' },
    limits: { ...defaultLimits, ...limits },
  })
  const host = await startHost({
    ...{ hot, port: 0, beginDraining: () => serving.beginDraining() },
    fallback: (_req, res) => res.writeHead(404).end('fallback'),
  })
  const push = async (model: string, pkg: Package) => {
    const { version } = await registry.push(model, packPackage(pkg), {}, asAda)
    return version.version
  }
  return {
    ...{ registry, directory, serving, logs, promotion, host, push },
    live: async (model, pkg) => {
      const version = await push(model, pkg)
      await promotion.promote(model, { model, version, reason: '' }, asAda)
      return version
    },
    get: async (path) => toReply(await fetch(host.url + path)),
    post: async (path, body, headers = { 'content-type': 'application/json' }) => {
      const bytes = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body)
      const init = { method: 'POST', body: Buffer.from(bytes), headers }
      return toReply(await fetch(host.url + path, init))
    },
    close: async () => {
      await host.stop(2000, 0)
      await serving.close()
    },
  }
}

function logsOf({ log: store, logSettings }: WorldOptions): PredictionLogs | undefined {
  if (store === undefined) return undefined
  const settings: LogSettings = {
    ...{ durability: 'default', sample: 1, redact: [], hash: [] },
    ...logSettings,
  }
  const settingsOf = () => settings
  return new PredictionLogs({ store, settingsOf, clock: systemClock, logger: silentLogger })
}

function later(ms: number, run: () => void): () => void {
  const stop = new AbortController()
  wait(ms, undefined, { signal: stop.signal, ref: false }).then(run, () => {})
  return () => stop.abort()
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const json = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, json }
}
