import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import type { Observer } from '../observe/observer.ts'
import type { Protocol } from '../routes/endpoint-meters.ts'
import type { ServingService } from '../service.ts'
import { answerV2, type V2Answer } from '../v2/answer-v2.ts'
import { parseRepositoryBody } from '../v2/repository.ts'
import type { V2Options, V2Reply } from '../v2/v2-reply.ts'
import { BodyAnswerer } from './body-answerer.ts'
import { formOfInfer, formOfPredict } from './body-form.ts'
import { type Exchange, reply } from './exchange.ts'
import type { OffThread } from './off-thread.ts'
import { readBody } from './read-body.ts'
import { defaultLimits, type RequestLimits } from './request-limits.ts'

export interface HotHandlerOptions {
  readonly serving: ServingService
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  /** Name and release of the product, as `GET /v2` tells them. */
  readonly release: string
  readonly limits?: RequestLimits
  /** Where big bodies and many rows are answered; this thread unless told. */
  readonly offThread?: OffThread
  /** Takes `load` and `unload` of the V2 repository extension. Off unless told. */
  readonly repositoryApi?: boolean
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

const mostControlBytes = 1 << 16

class Hot {
  readonly #options: HotHandlerOptions
  readonly #bodies: BodyAnswerer
  readonly #v2: V2Options

  constructor(options: HotHandlerOptions) {
    const { serving, release, repositoryApi = false, limits = defaultLimits } = options
    this.#options = options
    this.#bodies = new BodyAnswerer({ ...options, limits })
    this.#v2 = { serving, release, repositoryApi }
  }

  predict(req: IncomingMessage, res: ServerResponse, url: string): void {
    const exchange = this.#begin(req, res, 'predict')
    const { path, query } = partsOf(url)
    this.#bodies.guard(exchange, () => {
      if (req.method !== 'POST') throw wrongMethod('POST', req.method)
      const endpoint = decodeName(path.slice('/predict/'.length))
      const about = { formOf: formOfPredict, query, version: undefined }
      this.#bodies.take(exchange, endpoint, about)
    })
  }

  v2(req: IncomingMessage, res: ServerResponse, url: string): void {
    const exchange = this.#begin(req, res, 'v2')
    const { path, query } = partsOf(url)
    this.#bodies.guard(exchange, () => {
      const answer = answerV2(this.#v2, path)
      exchange.method = answer.method
      if (req.method !== exchange.method) throw wrongMethod(exchange.method, req.method)
      if (answer.kind === 'infer') {
        const { model, version } = answer
        this.#bodies.take(exchange, model, { formOf: formOfInfer, query, version })
      } else if (answer.kind === 'control') this.#control(exchange, answer.run)
      else this.#reply(exchange, answer.run())
    })
  }

  /** A request about the repository: a small body, and an answer that may take a load. */
  #control(exchange: Exchange, run: Extract<V2Answer, { kind: 'control' }>['run']): void {
    readBody(exchange.req, mostControlBytes, (body, problem) => {
      this.#bodies.guard(exchange, () => {
        if (problem !== undefined) throw problem
        run(parseRepositoryBody(body)).then(
          (answer) => this.#reply(exchange, answer),
          (thrown) => this.#bodies.fail(exchange, thrown),
        )
      })
    })
  }

  #reply(exchange: Exchange, { status, body }: V2Reply): void {
    reply(exchange, status, JSON.stringify(body))
    if (!exchange.req.complete) exchange.req.resume()
  }

  #begin(req: IncomingMessage, res: ServerResponse, protocol: Protocol): Exchange {
    const { clock, ids, serving, observer } = this.#options
    const startMs = clock.monotonicMs()
    const requestId = ids.next(clock.at(startMs))
    const observation = observer?.of(req)
    if (observation) Object.assign(observation, { requestId, protocol })
    // One by one: to put it together of parts takes longer than all else here.
    return {
      req,
      res,
      protocol,
      requestId,
      observation,
      startMs,
      readMs: startMs,
      log: undefined,
      routeRevision: 0,
      isRecorded: false,
      meters: undefined,
      answeredBy: undefined,
      method: 'POST',
      isDraining: serving.isDraining,
    }
  }
}

function partsOf(url: string): { readonly path: string; readonly query: string } {
  const at = url.indexOf('?')
  if (at === -1) return { path: url, query: '' }
  return { path: url.slice(0, at), query: url.slice(at + 1) }
}

/** The name in a path, decoded once. A name that does not decode is no name of an endpoint. */
function decodeName(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function wrongMethod(expected: string, found: string | undefined): Problem {
  return new Problem('method-not-allowed', `This path takes ${expected}, not ${found}.`)
}
