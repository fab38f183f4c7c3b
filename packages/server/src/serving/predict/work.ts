import type { Logger } from '../../platform/logger.ts'
import type { Chain } from '../fallback/answer-in-chain.ts'
import type { ScoringFailed } from '../fallback/scoring-failed.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { type Answer, answerCall } from './answer-call.ts'
import type { Call } from './call.ts'
import type { Exchange } from './exchange.ts'
import type { OffThread } from './off-thread.ts'
import type { Turns } from './turns.ts'

export interface WorkOptions {
  readonly logger: Logger
  readonly offThread?: OffThread
}

/** A request whose body is there: what the chain of its endpoint is to answer. */
export class Work implements Chain<Answer> {
  readonly exchange: Exchange
  readonly turns: Turns
  /** When the body was there, in the clock's milliseconds. */
  readonly startMs: number
  readonly #call: Call
  readonly #logger: Logger
  readonly #offThread: OffThread | undefined

  constructor(exchange: Exchange, turns: Turns, startMs: number, call: Call, options: WorkOptions) {
    this.exchange = exchange
    this.turns = turns
    this.startMs = startMs
    this.#call = call
    this.#logger = options.logger
    this.#offThread = options.offThread
  }

  /** Bytes of the body. */
  get size(): number {
    return this.#call.body.length
  }

  /** The version is held in memory until the whole answer is there. */
  answerBy(live: LiveEndpoint, turns: Turns): Answer | Promise<Answer> {
    this.exchange.answeredBy = live
    const { handle } = live
    handle.acquire()
    let answered: Answer | Promise<Answer> | undefined
    try {
      const { requestId } = this.exchange
      answered = answerCall(live, this.#call, {
        requestId,
        turns,
        offThread: this.#offThread,
        keeps: this.exchange.log !== undefined,
      })
      return answered instanceof Promise ? answered.finally(() => handle.release()) : answered
    } finally {
      if (!(answered instanceof Promise)) handle.release()
    }
  }

  onFallback(to: LiveEndpoint, { reason, message }: ScoringFailed): void {
    const { meters, requestId } = this.exchange
    meters?.recordFallback(to.servedBy, reason)
    const { endpoint } = to.route
    const fields = { endpoint, requestId, reason, detail: message, servedBy: to.servedBy }
    this.#logger.warn('version did not answer', fields)
  }
}
