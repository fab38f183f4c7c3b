import type { IncomingMessage } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { answerCall } from './answer-call.ts'
import { codingOf } from './body-form.ts'
import { type Answer, type BodyForm, type Call, tooLongHere } from './call.ts'
import { type Exchange, reply } from './exchange.ts'
import { inflate } from './inflate.ts'
import type { OffThread } from './off-thread.ts'
import { readBody } from './read-body.ts'
import { replyProblem } from './reply-problem.ts'
import type { RequestLimits } from './request-limits.ts'

export interface BodyAnswererOptions {
  readonly serving: ServingService
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: RequestLimits
  readonly offThread?: OffThread
}

/** What the path and the headers of a request say of its body. */
export type AboutBody = Pick<Call, 'query' | 'version'> & {
  readonly formOf: (req: IncomingMessage) => BodyForm
}

type Asked = Pick<Call, 'form' | 'query' | 'version' | 'body'>

/** Bodies of more bytes are parsed on another thread: parsing takes about 5 ms a megabyte. */
const mostBytesHere = 256 << 10

/** Reads the bodies of prediction requests, answers them, and counts what was answered. */
export class BodyAnswerer {
  readonly #options: BodyAnswererOptions

  constructor(options: BodyAnswererOptions) {
    this.#options = options
  }

  /** @throws Problem about the endpoint or the headers; later ones are answered here */
  take(exchange: Exchange, endpoint: string, about: AboutBody): void {
    const { serving, limits, clock } = this.#options
    const entry = serving.table.get(endpoint)
    exchange.meters = entry.meters
    const form = about.formOf(exchange.req)
    const coding = codingOf(exchange.req)
    readBody(exchange.req, limits.bodyBytes, (body, problem) => {
      const startMs = clock.monotonicMs()
      const { query, version } = about
      const asked = { form, query, version }
      this.guard(exchange, () => {
        if (problem !== undefined) throw problem
        if (coding === undefined) this.#answer(exchange, entry, { ...asked, body }, startMs)
        else {
          inflate(body, coding, limits.bodyBytes)
            .then((whole) => this.#answer(exchange, entry, { ...asked, body: whole }, startMs))
            .catch((thrown) => this.fail(exchange, thrown, startMs))
        }
      })
    })
  }

  /** Answers with whatever is thrown. */
  guard(exchange: Exchange, run: () => void): void {
    try {
      run()
    } catch (thrown) {
      this.fail(exchange, thrown)
    }
  }

  fail(exchange: Exchange, thrown: unknown, startMs = exchange.startMs): void {
    if (thrown === callerGone) return
    const { clock, logger } = this.#options
    const status = replyProblem(exchange, thrown, logger)
    exchange.meters?.record(exchange.protocol, status, 0, clock.monotonicMs() - startMs)
  }

  #answer(exchange: Exchange, entry: EndpointEntry, asked: Asked, startMs: number): void {
    const { serving, limits } = this.#options
    const live = entry.live ?? serving.refuseUnready(entry)
    const { form } = asked
    const call: Call = {
      protocol: exchange.protocol,
      form,
      body: asked.body,
      requestId: exchange.requestId,
      query: asked.query,
      mostRows: limits.rows,
      version: asked.version,
      headerLength: form === 'tensors' ? headerLengthOf(exchange.req) : undefined,
      isAlone: false,
    }
    if (call.body.length <= mostBytesHere) {
      const answer = answerCall(live, call)
      if (answer !== tooLongHere) {
        this.#finish(exchange, answer, startMs)
        return
      }
    }
    this.#answerElsewhere(exchange, live, call).then(
      (answer) => this.#finish(exchange, answer, startMs),
      (thrown) => this.fail(exchange, thrown, startMs),
    )
  }

  async #answerElsewhere(exchange: Exchange, live: LiveEndpoint, call: Call): Promise<Answer> {
    const { offThread } = this.#options
    const gone = new AbortController()
    exchange.res.once('close', () => gone.abort(callerGone))
    if (offThread !== undefined) return await offThread.answer(live, call, gone.signal)
    await turn()
    gone.signal.throwIfAborted()
    const answer = answerCall(live, { ...call, isAlone: true })
    if (answer === tooLongHere) throw new RangeError('A request alone cannot be too long.')
    return answer
  }

  #finish(exchange: Exchange, answer: Answer, startMs: number): void {
    reply(exchange, 200, answer.body, answer.contentType, answer.headers)
    const ms = this.#options.clock.monotonicMs() - startMs
    exchange.meters?.record(exchange.protocol, 200, answer.answered.count, ms)
  }
}

const callerGone = new Error('The caller went away.')

function headerLengthOf({ headers }: IncomingMessage): string | undefined {
  const value = headers['inference-header-content-length']
  return typeof value === 'string' ? value : value?.join(',')
}
