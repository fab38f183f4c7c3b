import type { RoutedVersion } from '@ratchet-ml/protocol'
import { Refusal } from '@ratchet-ml/scoring'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { RenewedMap } from '../../platform/renewed.ts'
import type { EngineLink } from '../engines/types.ts'
import { VersionHandle } from './handle.ts'
import { decideNext, isLegalTransition } from './policy.ts'
import type { EngineStatus, LoadedVersion, VersionState, VersionStatus } from './types.ts'

/** Runs something after a while, and tells how to call it off. */
export type Later = (ms: number, run: () => void) => () => void

export interface ShelfOptions {
  /** Fetches, verifies and warms a version. */
  readonly load: (version: RoutedVersion, signal: AbortSignal) => Promise<LoadedVersion>
  readonly monotonicMs: () => number
  readonly later: Later
  readonly logger: Logger
  /** Called after every change of state. */
  readonly onChange: () => void
  readonly loadsAtOnce?: number
}

interface Entry {
  readonly version: RoutedVersion
  state: VersionState
  handle?: VersionHandle
  failure?: unknown
  retryAtMs?: number
  /** Loads since it last stayed for a while. */
  attempts: number
  readyAtMs?: number
}

const firstRetryMs = 1000
const longestRetryMs = 60_000
/** Who stays for so long has not ended for the reason for which it would end again at once. */
const steadyMs = 60_000

/** The versions in memory. It is told what should be there and gets there one action at a time. */
export class VersionShelf {
  readonly #options: ShelfOptions
  readonly #entries = new RenewedMap<string, Entry>()
  readonly #stop = new AbortController()
  #aspired: ReadonlyMap<string, RoutedVersion> = new Map()
  #cancelRetry: (() => void) | undefined

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  /** States the whole set of versions that should be loaded, the most urgent first. */
  aspire(versions: Iterable<RoutedVersion>): void {
    this.#aspired = new Map([...versions].map((version) => [version.digest, version]))
    this.#step()
  }

  /** Lets a version that failed be loaded again at once, because somebody asks for it anew. */
  forgive(digest: string): void {
    const entry = this.#entries.get(digest)
    if (entry?.state !== 'failed') return
    entry.retryAtMs = this.#options.monotonicMs()
    this.#step()
  }

  /** The version, if it may answer. */
  findReady(digest: string): VersionHandle | undefined {
    const entry = this.#entries.get(digest)
    return entry?.state === 'ready' ? entry.handle : undefined
  }

  findStatus(digest: string): VersionStatus | undefined {
    const entry = this.#entries.get(digest)
    return entry === undefined ? undefined : statusOf(entry)
  }

  /** What went wrong, of a version that failed. */
  findFailure(digest: string): unknown {
    return this.#entries.get(digest)?.failure
  }

  listStatus(): readonly VersionStatus[] {
    return [...this.#entries.values()].map(statusOf)
  }

  /** Calls off what is loading and loads nothing any more. */
  close(): void {
    this.#stop.abort()
    this.#cancelRetry?.()
    for (const { handle } of this.#entries.values()) handle?.loaded.close()
  }

  #step(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    while (!this.#stop.signal.aborted) {
      const next = this.#decide()
      switch (next.action) {
        case 'load':
          this.#open(next.digest)
          break
        case 'reload':
          this.#begin(next.digest)
          break
        case 'keep':
          this.#move(next.digest, 'ready')
          break
        case 'unload':
          this.#move(next.digest, 'unloading')
          break
        case 'remove':
          this.#move(next.digest, 'gone')
          break
        case 'wait':
          this.#waitUntil(next.untilMs)
          return
      }
    }
  }

  #decide() {
    const versions = [...this.#entries.values()].map((entry) => ({
      digest: entry.version.digest,
      state: entry.state,
      references: entry.handle?.references ?? 0,
      ...(entry.retryAtMs === undefined ? {} : { retryAtMs: entry.retryAtMs }),
    }))
    return decideNext({
      aspired: [...this.#aspired.keys()],
      versions,
      nowMs: this.#options.monotonicMs(),
      loadsAtOnce: this.#options.loadsAtOnce ?? 1,
    })
  }

  #waitUntil(untilMs: number | undefined): void {
    if (untilMs === undefined) return
    const ms = Math.max(1, untilMs - this.#options.monotonicMs())
    this.#cancelRetry = this.#options.later(ms, () => this.#step())
  }

  #open(digest: string): void {
    const version = this.#aspired.get(digest)
    if (version === undefined) throw new RangeError(`${digest} is not wanted.`)
    const entry: Entry = { version, state: 'loading', attempts: 0 }
    this.#entries.set(digest, entry)
    this.#load(entry)
  }

  #begin(digest: string): void {
    const entry = this.#get(digest)
    this.#move(digest, 'loading')
    delete entry.retryAtMs
    this.#load(entry)
  }

  #load(entry: Entry): void {
    entry.attempts++
    this.#options.load(entry.version, this.#stop.signal).then(
      (loaded) => this.#onLoaded(entry, loaded),
      (failure) => this.#onFailed(entry, failure),
    )
    this.#options.onChange()
  }

  #onLoaded(entry: Entry, loaded: LoadedVersion): void {
    if (this.#stop.signal.aborted) {
      loaded.close()
      return
    }
    if (loaded.engine?.isAlive === false) {
      this.#onFailed(entry, new Error('The engine ended while the version was loaded.'))
      return
    }
    entry.handle = new VersionHandle(loaded, () => this.#onIdle(entry))
    delete entry.failure
    entry.readyAtMs = this.#options.monotonicMs()
    if (loaded.engine !== undefined) {
      loaded.engine.onDeath = (reason) => this.#onDied(entry, reason)
    }
    this.#move(entry.version.digest, 'ready')
    this.#step()
  }

  #onFailed(entry: Entry, failure: unknown): void {
    if (this.#stop.signal.aborted) return
    const { model, version } = entry.version
    this.#options.logger.error('version not loaded', { model, version, reason: reasonOf(failure) })
    this.#fail(entry, failure)
  }

  /** What a version that was ready answers in has ended: it is loaded again. */
  #onDied(entry: Entry, reason: Error): void {
    if (this.#stop.signal.aborted || this.#entries.get(entry.version.digest) !== entry) return
    const { model, version } = entry.version
    this.#options.logger.error('engine ended', { model, version, reason: reason.message })
    const stayedMs = this.#options.monotonicMs() - (entry.readyAtMs ?? 0)
    if (stayedMs > steadyMs) entry.attempts = 1
    if (entry.state === 'ready') this.#fail(entry, reason)
  }

  #fail(entry: Entry, failure: unknown): void {
    entry.failure = failure
    if (!isFinal(failure)) {
      const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.max(0, entry.attempts - 1))
      entry.retryAtMs = this.#options.monotonicMs() + wait
    }
    delete entry.handle
    this.#move(entry.version.digest, 'failed')
    this.#step()
  }

  #onIdle(entry: Entry): void {
    if (entry.state === 'unloading') this.#step()
  }

  #move(digest: string, to: VersionState | 'gone'): void {
    const entry = this.#get(digest)
    if (!isLegalTransition(entry.state, to)) {
      throw new RangeError(`A version does not go from ${entry.state} to ${to}.`)
    }
    if (to === 'gone') {
      this.#entries.delete(digest)
      entry.handle?.loaded.close()
    } else entry.state = to
    const { model, version } = entry.version
    this.#options.logger.info('version changed state', { model, version, state: to })
    this.#options.onChange()
  }

  #get(digest: string): Entry {
    const entry = this.#entries.get(digest)
    if (entry === undefined) throw new RangeError(`${digest} is not on the shelf.`)
    return entry
  }
}

/** Damaged or unsupported bytes stay so; a store that does not answer may come back. */
function isFinal(failure: unknown): boolean {
  return failure instanceof Refusal || failure instanceof Problem
}

function statusOf({ version, state, failure, handle }: Entry): VersionStatus {
  if (state === 'failed') return { state, version, reason: reasonOf(failure) }
  const engine = engineOf(handle?.loaded.engine)
  return { state, version, ...(engine && { engine }) }
}

function engineOf(link: EngineLink | undefined): EngineStatus | undefined {
  if (link?.description.runtime === undefined) return undefined
  const { runtime } = link.description
  const { memoryBytes } = link
  return { runtime, ...(memoryBytes === undefined ? {} : { memoryBytes }) }
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure)
}
