/**
 * How long the requests that came together have kept the thread: what came with them and is handled
 * last has waited as long, unseen, in the sockets.
 */
export class LoopWatch {
  readonly #monotonicMs: () => number
  #since = 0
  #isRunning = false

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  /** Milliseconds since the first request of this turn of the event loop. */
  lagMs(nowMs = this.#monotonicMs()): number {
    if (this.#isRunning) return nowMs - this.#since
    this.#isRunning = true
    this.#since = nowMs
    setImmediate(this.#rest)
    return 0
  }

  readonly #rest = (): void => {
    this.#isRunning = false
  }
}
