/**
 * How long the requests that came together have kept the thread: what came with them and is handled
 * last has waited as long, unseen, in the sockets.
 */
export class LoopWatch {
  readonly #defer: (run: () => void) => void
  #since = 0
  #isRunning = false

  /** @param defer runs something once the thread has handled what came together */
  constructor(defer: (run: () => void) => void) {
    this.#defer = defer
  }

  /** Milliseconds since the first request of this turn of the event loop. */
  lagMs(nowMs: number): number {
    if (this.#isRunning) return nowMs - this.#since
    this.#isRunning = true
    this.#since = nowMs
    this.#defer(this.#rest)
    return 0
  }

  readonly #rest = (): void => {
    this.#isRunning = false
  }
}
