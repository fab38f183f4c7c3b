import type { Call } from '../predict/call.ts'

const mostKept = 16
const mostBytes = 8192
/** One request of so many is kept. */
const every = 64

/**
 * A few of the requests that an endpoint was sent, in memory alone: what the next version is
 * warmed up with, as nothing else is like the requests that it will get.
 */
export class RecentCalls {
  readonly #calls: Call[] = []
  #seen = 0

  /** Keeps a copy now and then. */
  note(call: Call): void {
    const isDue = this.#seen++ % every === 0
    if (!isDue || call.body.length > mostBytes) return
    const at = ((this.#seen / every) % mostKept) | 0
    this.#calls[this.#calls.length < mostKept ? this.#calls.length : at] = {
      ...call,
      body: new Uint8Array(call.body),
    }
  }

  list(): readonly Call[] {
    return this.#calls
  }
}
