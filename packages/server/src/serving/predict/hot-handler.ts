import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { LoopWatch } from '../admission/loop-watch.ts'
import { epochMs } from '../engines/types.ts'
import { answerInChain } from '../fallback/answer-in-chain.ts'
import type { Observer } from '../observe/observer.ts'
import type { Protocol } from '../routes/endpoint-meters.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { answerInfer } from '../v2/answer-infer.ts'
import { answerV2 } from '../v2/answer-v2.ts'
import { answerPredict } from './answer-predict.ts'
import { allowedMs, deadlineHeader } from './deadline.ts'
import { type Exchange, reply } from './exchange.ts'
import { readBody } from './read-body.ts'
import { replyProblem } from './reply-problem.ts'
import { defaultLimits, type RequestLimits } from './request-limits.ts'
import { callerGone, Turns } from './turns.ts'
import { type Answered, type AnswerText, Work } from './work.ts'

export interface HotHandlerOptions {
  readonly serving: ServingService
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  /** Name and release of the product, as `GET /v2` tells them. */
  readonly release: string
  readonly limits?: RequestLimits
  /** Told what each request was about, where somebody looks. */
  readonly observer?: Pick<Observer, 'of'>
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
  readonly #loop: LoopWatch

  constructor(options: HotHandlerOptions) {
    this.#options = options
    this.#limits = options.limits ?? defaultLimits
    this.#loop = new LoopWatch(() => options.clock.monotonicMs())
  }

  predict(req: IncomingMessage, res: ServerResponse, url: string): void {
    const exchange = this.#begin(req, res, 'predict')
    const endpoint = pathOf(url).slice('/predict/'.length)
    this.#guard(exchange, () => {
      if (req.method !== 'POST') throw wrongMethod('POST', req.method)
      this.#answerBody(exchange, endpoint, (live, text, turns) =>
        answerPredict(live, {
          text,
          requestId: exchange.requestId,
          mostRows: this.#limits.rows,
          turns,
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
      this.#answerBody(exchange, answer.model, (live, text, turns) =>
        answerInfer(live, {
          text,
          version: answer.version,
          requestId: exchange.requestId,
          mostRows: this.#limits.rows,
          turns,
        }),
      )
    })
  }

  #begin(req: IncomingMessage, res: ServerResponse, protocol: Protocol): Exchange {
    const { clock, ids, serving, observer } = this.#options
    const requestId = ids.next()
    const observation = observer?.of(req)
    if (observation) Object.assign(observation, { requestId, protocol })
    return {
      ...{ req, res, protocol, requestId, observation },
      startMs: clock.monotonicMs(),
      meters: undefined,
      answeredBy: undefined,
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

  #answerBody(exchange: Exchange, endpoint: string, answer: AnswerText): void {
    const entry = this.#options.serving.table.get(endpoint)
    exchange.meters = entry.meters
    if (exchange.observation) exchange.observation.endpoint = endpoint
    entry.gate.check(isLong(entry.live, exchange.req))
    const allowed = allowedMs(exchange.req.headers[deadlineHeader], entry.settings.deadlineMs)
    checkContent(exchange.req)
    readBody(exchange.req, this.#limits.bodyBytes, (body, problem) => {
      if (exchange.observation) exchange.observation.readMs = epochMs()
      this.#guard(exchange, () => {
        if (problem !== undefined) throw problem
        const now = this.#options.clock.monotonicMs()
        const turns = new Turns(exchange.res, epochMs() - (now - exchange.startMs), allowed)
        this.#checkTime(exchange, now, allowed, turns)
        const live = liveOf(entry, this.#options.serving)
        const { logger } = this.#options
        const work = new Work(exchange, turns, now, { body, answer, logger })
        if (live.rowsAtOnce > 0 && body.length <= mostShortBytes) void this.#answer(live, work)
        else this.#enter(entry, live, work)
      })
    })
  }

  /** Nothing is begun after its deadline, nor what has waited for its turn too long to meet it. */
  #checkTime(exchange: Exchange, now: number, allowed: number, turns: Turns): void {
    if (now - exchange.startMs > allowed) throw turns.tooLate()
    const lag = this.#loop.lagMs(now)
    if (lag > Math.min(allowed / 2, mostLagMs)) throw lagging(lag)
  }

  #enter(entry: EndpointEntry, live: LiveEndpoint, work: Work): void {
    const { exchange, turns } = work
    entry.gate.enter({
      size: work.size,
      deadlineMs: exchange.startMs + turns.allowedMs,
      isGone: () => exchange.res.destroyed,
      expire: () => this.#fail(exchange, turns.tooLate()),
      run: () => Promise.resolve(this.#answer(entry.live ?? live, work)),
    })
  }

  #answer(live: LiveEndpoint, work: Work): Promise<void> | undefined {
    const { exchange, startMs } = work
    try {
      const answered = answerInChain(live, work)
      if (answered instanceof Promise) {
        return answered.then(
          (later) => this.#finish(exchange, later, startMs),
          (thrown) => this.#fail(exchange, thrown, startMs),
        )
      }
      this.#finish(exchange, answered, startMs)
    } catch (thrown) {
      this.#fail(exchange, thrown, startMs)
    }
    return undefined
  }

  #finish(exchange: Exchange, answer: Answered, startMs: number): void {
    if (exchange.observation) observe(exchange, answer.rows)
    reply(exchange, 200, answer.body)
    const ms = this.#options.clock.monotonicMs() - startMs
    exchange.meters?.record(exchange.protocol, 200, answer.rows, ms)
  }

  #fail(exchange: Exchange, thrown: unknown, startMs = exchange.startMs): void {
    if (thrown === callerGone) return
    const status = replyProblem(exchange, thrown, this.#options.logger)
    const ms = this.#options.clock.monotonicMs() - startMs
    exchange.meters?.record(exchange.protocol, status, 0, ms)
  }
}

/** Longer bodies wait for their turn at the gate of their endpoint. */
const mostShortBytes = 1 << 16
/** Longest time that requests of one turn of the event loop may take together. */
const mostLagMs = 1000

function observe({ observation, answeredBy }: Exchange, rows: number): void {
  if (observation === undefined || answeredBy === undefined) return
  const { arm, servedBy, fallbackReason } = answeredBy
  Object.assign(observation, { model: arm.model, version: arm.version, servedBy, rows })
  if (fallbackReason !== undefined) observation.fallback = fallbackReason
  observation.answeredMs = epochMs()
}

/** Whether a request must enter at the gate, as far as its head tells. */
function isLong(live: LiveEndpoint | undefined, { headers }: IncomingMessage): boolean {
  if (live?.rowsAtOnce === 0) return true
  const length = headers['content-length']
  return length !== undefined && length.length > 4 && Number(length) > mostShortBytes
}

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

function lagging(lagMs: number): Problem {
  return new Problem(
    'overloaded',
    `The server is ${Math.ceil(lagMs)} ms behind, too much for the request to be answered in time.`,
    { retryAfterSeconds: 1 },
  )
}
