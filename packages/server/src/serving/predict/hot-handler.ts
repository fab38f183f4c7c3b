import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import type { LogOutcome } from '../log/types.ts'
import type { Protocol } from '../routes/endpoint-meters.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { answerInfer } from '../v2/answer-infer.ts'
import { answerV2 } from '../v2/answer-v2.ts'
import { type AnswerText, answerPredict } from './answer-predict.ts'
import { decodeText } from './decode-text.ts'
import { type Exchange, reply } from './exchange.ts'
import { readBody } from './read-body.ts'
import { logUnwritable, recordAnswer, recordLongAnswer, recordUnanswered } from './record-answer.ts'
import { prepareProblem } from './reply-problem.ts'
import { defaultLimits, type RequestLimits } from './request-limits.ts'
import type { NextTurn } from './score-rows.ts'

export interface HotHandlerOptions {
  readonly serving: ServingService
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  /** Name and release of the product, as `GET /v2` tells them. */
  readonly release: string
  readonly limits?: RequestLimits
}

/** Answers the requests that are its own and says so; others are left untouched. */
export type HotHandler = (req: IncomingMessage, res: ServerResponse) => boolean

/**
 * The request path that must cost little: `POST /predict/{endpoint}` and all of `/v2`, straight on
 * node:http.
 */
export function createHotHandler(options: HotHandlerOptions): HotHandler {
  const hot = new Hot(options)
  return (req, res) => {
    const url = req.url ?? '/'
    if (url.startsWith('/predict/')) hot.predict(req, res, url)
    else if (url === '/v2' || url.startsWith('/v2/') || url.startsWith('/v2?')) {
      hot.v2(req, res, url)
    } else return false
    return true
  }
}

class Hot {
  readonly #options: HotHandlerOptions
  readonly #limits: RequestLimits

  constructor(options: HotHandlerOptions) {
    this.#options = options
    this.#limits = options.limits ?? defaultLimits
  }

  predict(req: IncomingMessage, res: ServerResponse, url: string): void {
    const exchange = this.#begin(req, res, 'predict')
    const endpoint = pathOf(url).slice('/predict/'.length)
    this.#guard(exchange, () => {
      if (req.method !== 'POST') throw wrongMethod('POST', req.method)
      this.#answerBody(exchange, endpoint, (live, text, nextTurn) =>
        answerPredict(live, {
          text,
          keeps: exchange.log !== undefined,
          requestId: exchange.requestId,
          mostRows: this.#limits.rows,
          nextTurn,
        }),
      )
    })
  }

  v2(req: IncomingMessage, res: ServerResponse, url: string): void {
    const exchange = this.#begin(req, res, 'v2')
    const { serving, release } = this.#options
    this.#guard(exchange, () => {
      const path = pathOf(url)
      exchange.method = path.endsWith('/infer') ? 'POST' : 'GET'
      if (req.method !== exchange.method) throw wrongMethod(exchange.method, req.method)
      const answer = answerV2(serving, release, path)
      if (answer.kind === 'reply') {
        reply(exchange, answer.status, answer.body)
        return
      }
      this.#answerBody(exchange, answer.model, (live, text, nextTurn) =>
        answerInfer(live, {
          text,
          keeps: exchange.log !== undefined,
          version: answer.version,
          requestId: exchange.requestId,
          mostRows: this.#limits.rows,
          nextTurn,
        }),
      )
    })
  }

  #begin(req: IncomingMessage, res: ServerResponse, protocol: Protocol): Exchange {
    const { clock, ids, serving } = this.#options
    const startMs = clock.monotonicMs()
    return {
      req,
      res,
      protocol,
      requestId: ids.next(),
      startMs,
      readMs: startMs,
      meters: undefined,
      log: undefined,
      routeRevision: 0,
      isRecorded: false,
      method: 'POST',
      isDraining: serving.isDraining,
    }
  }

  #guard(exchange: Exchange, run: () => void): void {
    try {
      run()
    } catch (thrown) {
      this.#fail(exchange, thrown)
    }
  }

  #answerBody(
    exchange: Exchange,
    endpoint: string,
    answer: (live: LiveEndpoint, text: string, nextTurn: NextTurn) => AnswerOf,
  ): void {
    const entry = this.#options.serving.table.get(endpoint)
    exchange.meters = entry.meters
    exchange.log = entry.log
    exchange.routeRevision = entry.route.revision
    checkContent(exchange.req)
    readBody(exchange.req, this.#limits.bodyBytes, (body, problem) => {
      exchange.readMs = this.#options.clock.monotonicMs()
      this.#guard(exchange, () => {
        if (problem !== undefined) throw problem
        const live = liveOf(entry, this.#options.serving)
        const answered = answer(live, decodeText(body), this.#turns(exchange))
        if (!(answered instanceof Promise)) {
          this.#finish(exchange, live, answered)
          return
        }
        answered
          .then((later) => this.#finishLong(exchange, live, later))
          .catch((thrown) => this.#fail(exchange, thrown))
      })
    })
  }

  /** The reply goes once the log lets it. */
  #finish(exchange: Exchange, live: LiveEndpoint, answer: AnswerText): void {
    const { log } = exchange
    if (log === undefined) {
      this.#send(exchange, answer)
      return
    }
    recordAnswer(log, live, answer, exchange, (outcome) => {
      this.#guard(exchange, () => this.#conclude(exchange, answer, outcome))
    })
  }

  async #finishLong(exchange: Exchange, live: LiveEndpoint, answer: AnswerText): Promise<void> {
    const { log } = exchange
    const outcome = log === undefined ? 'go' : await recordLongAnswer(log, live, answer, exchange)
    this.#conclude(exchange, answer, outcome)
  }

  #conclude(exchange: Exchange, answer: AnswerText, outcome: LogOutcome): void {
    if (outcome === 'go') this.#send(exchange, answer)
    else this.#fail(exchange, logUnwritable())
  }

  #send(exchange: Exchange, answer: AnswerText): void {
    reply(exchange, 200, answer.body)
    this.#count(exchange, 200, answer.rows)
  }

  #fail(exchange: Exchange, thrown: unknown): void {
    if (thrown === callerGone) {
      recordUnanswered(exchange, callerGoneStatus, '', () => {})
      return
    }
    const { status, code, send } = prepareProblem(exchange, thrown, this.#options.logger)
    recordUnanswered(exchange, status, code, () => {
      send()
      this.#count(exchange, status, 0)
    })
  }

  #count(exchange: Exchange, status: number, rows: number): void {
    const ms = this.#options.clock.monotonicMs() - exchange.readMs
    exchange.meters?.record(exchange.protocol, status, rows, ms)
  }

  #turns({ res, readMs }: Exchange): NextTurn {
    const { clock } = this.#options
    const { deadlineMs } = this.#limits
    return async () => {
      await turn()
      if (res.destroyed) throw callerGone
      const spent = clock.monotonicMs() - readMs
      if (spent > deadlineMs) throw tooLate(spent, deadlineMs)
    }
  }
}

type AnswerOf = AnswerText | Promise<AnswerText>

const callerGone = new Error('The caller went away.')
/** What is recorded of a request whose caller did not wait; nobody is told it. */
const callerGoneStatus = 499

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

function liveOf(entry: EndpointEntry, serving: ServingService): LiveEndpoint {
  return entry.live ?? serving.refuseUnready(entry)
}

const acceptedType = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-?8"?\s*)?$/i

/** What curl, urllib and fetch declare of a body when they are told nothing. */
const defaultType = /^(?:application\/x-www-form-urlencoded|text\/plain)\s*(?:;|$)/i

/**
 * A missing content type counts as JSON, because clients of the V2 protocol send none; so do the
 * default types of common clients, but not from a web page (which always sends Origin): a page of
 * another site may send those without asking.
 */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']
  if (type === undefined || type === 'application/json' || acceptedType.test(type)) return true
  return headers.origin === undefined && defaultType.test(type)
}

function checkContent(req: IncomingMessage): void {
  if (!isJson(req)) {
    throw new Problem('content-type-unsupported', 'The body is not declared as JSON in UTF-8.', {
      hint: 'Send Content-Type: application/json.',
    })
  }
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('content-type-unsupported', 'The body is compressed, which is not taken.', {
      hint: 'Send it without Content-Encoding.',
    })
  }
}

function wrongMethod(expected: string, found: string | undefined): Problem {
  return new Problem('method-not-allowed', `This path takes ${expected}, not ${found}.`)
}

function tooLate(spentMs: number, deadlineMs: number): Problem {
  return new Problem(
    'deadline-exceeded',
    `The rows were not answered within ${deadlineMs} ms (${Math.round(spentMs)} ms spent).`,
    { hint: 'Send fewer rows at once.', retryAfterSeconds: 1 },
  )
}
