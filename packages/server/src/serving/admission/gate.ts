import type { Problem } from '../../platform/problem.ts'
import type { EndpointSettings } from '../settings.ts'
import { CostModel } from './cost-model.ts'
import { secondsOf, untraced } from './overloaded.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * What a request may need by prediction, of the time that it has: one that is begun and not ended in
 * time has cost as much as one that was answered.
 */
const mostShareOfTime = 0.6

/** A long request before its answer is begun. */
export interface Entrant {
  /** Bytes of its body. */
  readonly size: number
  /** Milliseconds, of the clock that the gate has, after which it must not be begun. */
  readonly deadlineMs: number
  /** Nobody waits for it any more. */
  isGone(): boolean
  /** Begins; the gate is free again when it resolves. Must not reject. */
  run(): Promise<void>
  /** Is not begun, because its deadline came first or its caller has gone. */
  expire(): void
}

/**
 * The way into one endpoint: a rate for all requests, and for long ones a bound on how many run and
 * how many wait. Who would be answered too late is refused at once.
 */
export class Gate {
  readonly #endpoint: string
  readonly #settings: EndpointSettings
  readonly #monotonicMs: () => number
  readonly #bucket: TokenBucket | undefined
  readonly #costs = new CostModel()
  /** What requests have cost the serving thread. */
  readonly threadCosts = new CostModel()
  readonly #waiting: Entrant[] = []
  /** Bytes of all that wait. */
  #waitingSize = 0
  #running = 0

  constructor(endpoint: string, settings: EndpointSettings, monotonicMs: () => number) {
    this.#endpoint = endpoint
    this.#settings = settings
    this.#monotonicMs = monotonicMs
    const { rate } = settings
    this.#bucket = rate && new TokenBucket(rate.perSecond, rate.burst, monotonicMs())
  }

  /** Long requests that run and that wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.length }
  }

  /**
   * At the head of a request, before its body is read.
   * @throws Problem `rate-limited`
   */
  checkRate(): void {
    if (this.#bucket === undefined) return
    const waitMs = this.#bucket.take(this.#monotonicMs())
    if (waitMs > 0) throw this.#tooMany(waitMs)
  }

  /**
   * The same of a request that will have to enter.
   * @param size of its body; 0 where the head does not tell
   * @throws Problem `overloaded`
   */
  check(size: number, allowedMs: number): void {
    if (this.#running < this.#settings.concurrency) return
    const waitMs = this.#predictWait()
    if (this.#isFull) throw this.#full(waitMs)
    if (!this.#isInTime(size, waitMs, allowedMs)) throw this.#tooLate(waitMs, allowedMs)
  }

  #isInTime(size: number, waitMs: number, leftMs: number): boolean {
    return waitMs + this.#costs.predict(size) <= leftMs * mostShareOfTime
  }

  get #isFull(): boolean {
    return (
      this.#running >= this.#settings.concurrency && this.#waiting.length >= this.#settings.queue
    )
  }

  /** Begins a long request now or later. @throws Problem `overloaded` when it would come to nothing */
  enter(entrant: Entrant): void {
    if (this.#running < this.#settings.concurrency) {
      this.#begin(entrant)
      return
    }
    this.check(entrant.size, entrant.deadlineMs - this.#monotonicMs())
    this.#waiting.push(entrant)
    this.#waitingSize += entrant.size
  }

  /** What is ahead, as far as it is known what requests cost. */
  #predictWait(): number {
    const { length } = this.#waiting
    if (length === 0) return 0
    return (length * this.#costs.predict(this.#waitingSize / length)) / this.#settings.concurrency
  }

  #begin(entrant: Entrant): void {
    this.#running++
    const start = this.#monotonicMs()
    void entrant.run().then(() => {
      this.#costs.observe(entrant.size, this.#monotonicMs() - start)
      this.#running--
      this.#beginNext()
    })
  }

  #beginNext(): void {
    while (this.#running < this.#settings.concurrency) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#waitingSize -= next.size
      if (next.isGone() || next.deadlineMs < this.#monotonicMs()) next.expire()
      else this.#begin(next)
    }
  }

  #tooMany(waitMs: number): Problem {
    const { perSecond, burst } = this.#settings.rate ?? { perSecond: 0, burst: 0 }
    return untraced(
      'rate-limited',
      `Endpoint ${this.#endpoint} takes ${perSecond} requests a second, ${burst} at once; the next in ${Math.ceil(waitMs)} ms.`,
      { retryAfterSeconds: secondsOf(waitMs) },
    )
  }

  #full(waitMs: number): Problem {
    return untraced(
      'overloaded',
      `${this.#waiting.length} long requests wait at endpoint ${this.#endpoint}, as many as may; predicted wait ${Math.ceil(waitMs)} ms.`,
      { retryAfterSeconds: secondsOf(waitMs) },
    )
  }

  #tooLate(waitMs: number, leftMs: number): Problem {
    return untraced(
      'overloaded',
      `The request would wait ${Math.ceil(waitMs)} ms at endpoint ${this.#endpoint}, and has ${Math.max(0, Math.floor(leftMs))} ms left.`,
      { hint: 'Allow more time, or ask less often.', retryAfterSeconds: secondsOf(waitMs) },
    )
  }
}
