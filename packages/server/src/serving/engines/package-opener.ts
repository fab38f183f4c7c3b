import {
  layOutModel,
  loadPackage,
  type PackageFiles,
  Refusal,
  setTexts,
  splitGraph,
} from '@ratchet-ml/scoring'
import { EngineThread } from './engine-thread.ts'
import { toProven } from './proven-package.ts'
import { type Later, RemoteEngine } from './remote-engine.ts'
import type { CheckedPackage, EngineReply, ProvenPackage } from './types.ts'

/** A package that was checked and replayed: to be answered here, or in the thread that holds it. */
export type OpenedPackage =
  | { readonly kind: 'handed'; readonly package: ProvenPackage }
  | { readonly kind: 'kept'; readonly engine: RemoteEngine }
  /** A graph, which only the process of an engine answers. */
  | { readonly kind: 'graph'; readonly files: PackageFiles }

/** Opens packages without holding up who asks. */
export interface PackageOpener {
  /**
   * The bytes given belong to the opener afterwards.
   * @throws Refusal as `loadPackage`
   */
  open(source: Uint8Array | PackageFiles, signal: AbortSignal): Promise<OpenedPackage>
  /**
   * Checks an archive that nobody vouches for, for whoever keeps it. The bytes given belong to the
   * opener afterwards.
   * @throws Refusal as `loadPackage`
   */
  check(archive: Uint8Array): Promise<CheckedPackage>
  close(): void
}

/** In the calling thread: where no request waits meanwhile. */
export const openHere: PackageOpener = {
  open: async (source) => {
    const pkg = await loadPackage(source)
    if (splitGraph(pkg.program) !== undefined) return { kind: 'graph', files: pkg.files }
    return { kind: 'handed', package: toProven(pkg, layOutModel(pkg.program, pkg.coefficients)) }
  },
  check: (archive) => loadPackage(archive),
  close: () => {},
}

/**
 * Models with coefficients of so many bytes are taken over, and their verification rows replayed,
 * within a fraction of the 5 ms that a request may be held up by a load; those with more are kept in
 * threads of their own.
 */
export const mostBytesHanded = 400_000

/** Bytes of a package, most of which are its coefficients. */
export function weighPackage(source: Uint8Array | PackageFiles): number {
  if (source instanceof Uint8Array) return source.length
  let bytes = 0
  for (const file of source.values()) bytes += file.length
  return bytes
}

const idleMs = 30_000

export interface ThreadOpenerOptions {
  readonly later: Later
  readonly mostBytesHanded?: number
}

/** In a thread, which stays for the next package for a while unless it keeps the one it opened. */
export class ThreadOpener implements PackageOpener {
  readonly #options: ThreadOpenerOptions
  #idle: EngineThread | undefined
  #cancelIdle: (() => void) | undefined

  constructor(options: ThreadOpenerOptions) {
    this.#options = options
  }

  async open(source: Uint8Array | PackageFiles, signal: AbortSignal): Promise<OpenedPackage> {
    const thread = this.#take()
    const stop = () => thread.stop(new Error('Nobody wants the package any more.'))
    signal.addEventListener('abort', stop, { once: true })
    try {
      const most = this.#options.mostBytesHanded ?? mostBytesHanded
      const order = { source, mostBytesHanded: most }
      return this.#settle(thread, await thread.open(order, memoryOf(source)))
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async check(archive: Uint8Array): Promise<CheckedPackage> {
    const thread = this.#take()
    const reply = await thread.check({ archive }, memoryOf(archive))
    if (reply.kind !== 'checked') {
      this.#settle(thread, reply)
      throw new RangeError('The engine thread answered what it was not asked.')
    }
    this.#keepIdle(thread)
    return reply.package
  }

  close(): void {
    this.#cancelIdle?.()
    this.#idle?.stop()
    this.#idle = undefined
  }

  #take(): EngineThread {
    this.#cancelIdle?.()
    const thread = this.#idle ?? new EngineThread()
    this.#idle = undefined
    return thread
  }

  #settle(thread: EngineThread, reply: EngineReply): OpenedPackage {
    switch (reply.kind) {
      case 'kept':
        return {
          kind: 'kept',
          engine: new RemoteEngine(thread, reply.description, this.#options.later),
        }
      case 'graph':
        this.#keepIdle(thread)
        return { kind: 'graph', files: reply.files }
      case 'handed':
        this.#keepIdle(thread)
        setTexts(reply.package.verification.rows, reply.package.texts)
        return { kind: 'handed', package: reply.package }
      case 'refused':
        this.#keepIdle(thread)
        throw new Refusal(reply.refusal)
      case 'failed':
        thread.stop()
        throw new Error(reply.message)
      case 'checked':
      case 'scored':
      case 'late':
        throw new RangeError('The engine thread answered what it was not asked.')
    }
  }

  #keepIdle(thread: EngineThread): void {
    this.#idle?.stop()
    this.#idle = thread
    thread.onDeath = () => {
      if (this.#idle === thread) this.#idle = undefined
    }
    this.#cancelIdle?.()
    this.#cancelIdle = this.#options.later(idleMs, () => this.close())
  }
}

/** Memory that can go over to the thread as it is: whole buffers of nobody else. */
function memoryOf(source: Uint8Array | PackageFiles): ArrayBuffer[] {
  const views = source instanceof Uint8Array ? [source] : [...source.values()]
  const whole = views.filter(
    ({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength,
  )
  return [...new Set(whole.map(({ buffer }) => buffer as ArrayBuffer))] // filtered above
}
