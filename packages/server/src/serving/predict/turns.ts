import { setImmediate as turn } from 'node:timers/promises'
import { Problem } from '../../platform/problem.ts'
import { epochMs } from '../engines/types.ts'
import { ScoringFailed } from '../fallback/scoring-failed.ts'

/** Ends a request that nobody waits for; it is not answered. */
export const callerGone = new Error('The caller went away.')

const shareKept = 0.3
const leastKeptMs = 5
const mostKeptMs = 500

/** The time that a request may take, cut into turns of the event loop. */
export class Turns {
  readonly #isGone: { readonly destroyed: boolean }
  /** Milliseconds since 1970 when the request came, and when it must be answered. */
  readonly #startMs: number
  /** What the request may take as a whole. */
  readonly allowedMs: number
  readonly #keptMs: number

  /**
   * @param caller `destroyed` once nobody waits for the reply
   * @param startMs milliseconds since 1970
   */
  constructor(
    caller: { readonly destroyed: boolean },
    startMs: number,
    allowedMs: number,
    keptMs = 0,
  ) {
    this.#isGone = caller
    this.#startMs = startMs
    this.allowedMs = allowedMs
    this.#keptMs = keptMs
  }

  /** Milliseconds since 1970 after which nothing is begun. */
  get deadline(): number {
    return this.#startMs + this.allowedMs - this.#keptMs
  }

  /** The same with time kept for whoever answers next. */
  reserving(): Turns {
    const left = this.deadline - epochMs()
    const kept = Math.min(Math.max(left * shareKept, leastKeptMs), mostKeptMs, left / 2)
    return new Turns(this.#isGone, this.#startMs, this.allowedMs, this.#keptMs + kept)
  }

  /** Lets other requests in. @throws ScoringFailed `timeout`, or `callerGone` */
  async next(): Promise<void> {
    await turn()
    this.check()
  }

  check(): void {
    if (this.#isGone.destroyed) throw callerGone
    if (epochMs() > this.deadline) throw new ScoringFailed('timeout', 'The deadline passed.')
  }

  tooLate(): Problem {
    const spent = Math.round(epochMs() - this.#startMs)
    return new Problem(
      'deadline-exceeded',
      `The rows were not answered within ${Math.round(this.allowedMs)} ms (${spent} ms spent).`,
      { hint: 'Send fewer rows at once, or allow more time.', retryAfterSeconds: 1 },
    )
  }
}
