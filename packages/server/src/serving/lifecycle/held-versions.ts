import type { RoutedVersion } from '@ratchet-ml/protocol'
import { RenewedMap } from '../../platform/renewed.ts'
import type { VersionShelf } from './shelf.ts'
import type { LoadedVersion } from './types.ts'

/** A version held in memory until it is let go. */
export interface Prepared {
  readonly loaded: LoadedVersion
  release(): void
}

type Shelf = Pick<VersionShelf, 'findReady' | 'findStatus' | 'findFailure' | 'forgive'>

interface Waiter {
  readonly digest: string
  readonly resolve: (loaded: LoadedVersion) => void
  readonly reject: (reason: unknown) => void
}

/** The versions that are held beside the routes, and who waits for one to be loaded. */
export class HeldVersions {
  readonly #shelf: Shelf
  readonly #aspire: () => void
  /** How often each version is held. */
  readonly #held = new RenewedMap<string, { readonly version: RoutedVersion; times: number }>()
  #waiters: Waiter[] = []

  /** @param aspire called whenever other versions are held than before */
  constructor(shelf: Shelf, aspire: () => void) {
    this.#shelf = shelf
    this.#aspire = aspire
  }

  list(): readonly RoutedVersion[] {
    return [...this.#held.values()].map(({ version }) => version)
  }

  /** Has a version loaded, tried anew if it failed, and holds it; rejects with why it cannot be. */
  async hold(version: RoutedVersion): Promise<Prepared> {
    const { digest } = version
    const held = this.#held.get(digest) ?? { version, times: 0 }
    held.times++
    this.#held.set(digest, held)
    this.#shelf.forgive(digest)
    this.#aspire()
    try {
      const loaded = await this.whenLoaded(digest)
      return { loaded, release: () => this.#letGo(digest) }
    } catch (reason) {
      this.#letGo(digest)
      throw reason
    }
  }

  /** Waits until a version is loaded or has failed, without holding it. */
  whenLoaded(digest: string): Promise<LoadedVersion> {
    return new Promise((resolve, reject) => {
      const waiter = { digest, resolve, reject }
      if (!this.#settle(waiter)) this.#waiters.push(waiter)
    })
  }

  /** Tells those who wait what has become of their versions. */
  onChange(): void {
    const waiting = this.#waiters
    this.#waiters = waiting.filter((waiter) => !this.#settle(waiter))
  }

  /** Nobody gets what they wait for any more. */
  rejectAll(reason: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(reason)
  }

  #settle({ digest, resolve, reject }: Waiter): boolean {
    const handle = this.#shelf.findReady(digest)
    if (handle !== undefined) {
      resolve(handle.loaded)
      return true
    }
    if (this.#shelf.findStatus(digest)?.state !== 'failed') return false
    reject(this.#shelf.findFailure(digest))
    return true
  }

  #letGo(digest: string): void {
    const held = this.#held.get(digest)
    if (held === undefined) return
    held.times--
    if (held.times === 0) this.#held.delete(digest)
    this.#aspire()
  }
}
