import type { LoadedVersion } from './types.ts'

/**
 * A counted hold on a version in memory: while anyone holds it, it is not unloaded. A hold that lasts
 * over a turn of the event loop must be taken and given back; each hold is given back once.
 */
export class VersionHandle {
  readonly loaded: LoadedVersion
  #references = 0
  readonly #onIdle: () => void

  constructor(loaded: LoadedVersion, onIdle: () => void) {
    this.loaded = loaded
    this.#onIdle = onIdle
  }

  get references(): number {
    return this.#references
  }

  acquire(): void {
    this.#references++
  }

  release(): void {
    if (this.#references === 0) throw new RangeError('A hold was given back twice.')
    this.#references--
    if (this.#references === 0) this.#onIdle()
  }
}
