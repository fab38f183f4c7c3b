import { Buffer } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import type { EndpointConfig, RoutedVersion } from '@ratchet-ml/protocol'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../adapters/memory/metadata.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { Promotion } from '../../promotion/service.ts'
import type { EvidenceLookup } from '../../promotion/types.ts'
import { Registry } from '../../registry/service.ts'
import type { StartGraphEngine } from '../engines/graph/start-graph-engine.ts'
import { ThreadOpener } from '../engines/package-opener.ts'
import { type Before, type Host, startHost } from '../host.ts'
import { PredictionLogs } from '../log/prediction-logs.ts'
import type { PredictionLogStore } from '../log/store.ts'
import type { LogSettings } from '../log/types.ts'
import type { createObserver } from '../observe/create-observer.ts'
import { createHotHandler } from '../predict/hot-handler.ts'
import type { OffThread } from '../predict/off-thread.ts'
import { defaultLimits, type RequestLimits } from '../predict/request-limits.ts'
import { RouteDirectory } from '../routes/directory.ts'
import { ServingService } from '../service.ts'
import type { PackageSource } from '../types.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Buffer
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
  readonly endpoints?: Readonly<Record<string, EndpointConfig>>
  /** What answers graphs. */
  readonly startEngine?: StartGraphEngine
  /** Opens packages in a thread, which keeps those with more bytes of coefficients than this. */
  readonly mostBytesHanded?: number
  /** Looks at requests before anybody answers them. */
  readonly before?: (world: { readonly serving: ServingService }) => readonly Before[]
  readonly observation?: ReturnType<typeof createObserver>
  readonly repositoryApi?: boolean
  /** Where big bodies are answered, over the source of packages. */
  readonly offThread?: (source: PackageSource) => OffThread
  /** Of requests; the system's unless told. */
  readonly clock?: Clock
  /** Stands between serving and the registry. */
  readonly source?: (real: PackageSource) => PackageSource
  /** What is known of whether versions may answer; else that nothing is required. */
  readonly evidence?: EvidenceLookup
}

export const asAda = { actor: 'os:ada', reason: 'a test' } as const

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { limits = {}, source, endpoints = {}, mostBytesHanded, observation } = options
  const { clock = systemClock } = options
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
  const packages = source?.(real) ?? real
  const logs = logsOf(options)
  const serving = new ServingService({
    ...(logs === undefined ? {} : { logs }),
    ...{ source: packages, clock, logger, later, release: '0.1.0', endpoints },
    ...(options.startEngine === undefined ? {} : { startEngine: options.startEngine }),
    ...(mostBytesHanded === undefined
      ? {}
      : { opener: new ThreadOpener({ later, mostBytesHanded }) }),
  })
  const versions = {
    get: async (model: string, version: number) => {
      const { digest } = await registry.resolve(model, String(version))
      return { model, version, digest }
    },
    contract: ({ model, digest }: RoutedVersion) => registry.contract(model, digest),
  }
  const evidence = options.evidence ?? nothingRequired
  const promotion = new Promotion({ store: routes, directory, blobs, versions, serving, evidence })
  await serving.start(await directory.list())
  const offThread = options.offThread?.(packages)
  const hot = createHotHandler({
    ...{ serving, clock, ids, logger, release: '0.1.0' },
    limits: { ...defaultLimits, ...limits },
    ...(observation && { observer: observation.observer }),
    ...(options.repositoryApi === undefined ? {} : { repositoryApi: options.repositoryApi }),
    ...(offThread === undefined ? {} : { offThread }),
  })
  const watch: Before = (req, res) => {
    observation?.observer.begin(req, res)
    return false
  }
  const host = await startHost({
    ...{ hot, port: 0, beginDraining: () => serving.beginDraining() },
    fallback: (_req, res) => res.writeHead(404).end('fallback'),
    before: [watch, ...(options.before?.({ serving }) ?? [])],
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
      offThread?.close()
    },
  }
}

/** It is agreed of every model that nothing is required. */
const nothingRequired: EvidenceLookup = {
  specification: async (model) => ({
    ...{ model, revision: 1, digest: `sha256:${'0'.repeat(64)}`, requirements: [] },
    ...{ agreedAt: '2001-01-01T00:00:00Z', actor: 'os:ada', reason: 'there are none' },
  }),
  check: async () => undefined,
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
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString()
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  const json = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, bytes, json }
}
