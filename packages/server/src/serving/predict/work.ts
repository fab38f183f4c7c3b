import type { Buffer } from 'node:buffer'
import type { Logger } from '../../platform/logger.ts'
import type { Chain } from '../fallback/answer-in-chain.ts'
import type { ScoringFailed } from '../fallback/scoring-failed.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { decodeText } from './decode-text.ts'
import type { Exchange } from './exchange.ts'
import type { Turns } from './turns.ts'

/** The reply's text, and how many rows it answers. */
export type Answered = { readonly body: string; readonly rows: number }

export type AnswerText = (
  live: LiveEndpoint,
  text: string,
  turns: Turns,
) => Answered | Promise<Answered>

/** A request whose body is there: what the chain of its endpoint is to answer. */
export class Work implements Chain<Answered> {
  readonly exchange: Exchange
  readonly turns: Turns
  /** When the body was there, in the clock's milliseconds. */
  readonly startMs: number
  readonly #body: Buffer
  readonly #answer: AnswerText
  readonly #logger: Logger

  constructor(
    exchange: Exchange,
    turns: Turns,
    startMs: number,
    { body, answer, logger }: { body: Buffer; answer: AnswerText; logger: Logger },
  ) {
    this.exchange = exchange
    this.turns = turns
    this.startMs = startMs
    this.#body = body
    this.#answer = answer
    this.#logger = logger
  }

  get size(): number {
    return this.#body.length
  }

  answerBy(live: LiveEndpoint, turns: Turns): Answered | Promise<Answered> {
    this.exchange.answeredBy = live
    return this.#answer(live, decodeText(this.#body), turns)
  }

  onFallback(to: LiveEndpoint, { reason, message }: ScoringFailed): void {
    const { meters, requestId } = this.exchange
    meters?.recordFallback(to.servedBy, reason)
    const { endpoint } = to.route
    const fields = { endpoint, requestId, reason, detail: message, servedBy: to.servedBy }
    this.#logger.warn('version did not answer', fields)
  }
}
