import type { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { ThreadLine } from '../admission/thread-line.ts'
import { epochMs } from '../engines/types.ts'
import { answerInChain } from '../fallback/answer-in-chain.ts'
import type { LogOutcome } from '../log/types.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { checkVersion } from '../v2/check-version.ts'
import { type Answer, mostBytesHere } from './answer-call.ts'
import { BodyBudget, tooMuchAtOnce } from './body-budget.ts'
import { codingOf } from './body-form.ts'
import type { BodyForm, Call } from './call.ts'
import { allowedMs, deadlineHeader } from './deadline.ts'
import { DiscardedBodies } from './discarded-bodies.ts'
import { EndOfTurn } from './end-of-turn.ts'
import { type Exchange, reply } from './exchange.ts'
import { inflate } from './inflate.ts'
import type { OffThread } from './off-thread.ts'
import { type BodyRead, readBody } from './read-body.ts'
import { logUnwritable, recordAnswer, recordLongAnswer, recordUnanswered } from './record-answer.ts'
import { prepareProblem } from './reply-problem.ts'
import type { RequestLimits } from './request-limits.ts'
import { callerGone, Turns } from './turns.ts'
import { Work } from './work.ts'

export interface BodyAnswererOptions {
  readonly serving: ServingService
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: RequestLimits
  readonly offThread?: OffThread
}

/** What the path of a request says, and how its headers are to be read. */
export interface AboutBody {
  readonly formOf: (req: IncomingMessage) => BodyForm
  readonly query: string
  /** The version that the path names. */
  readonly version: string | undefined
}

/** Bytes of big bodies in memory at one time. */
const mostBodyBytesAtOnce = 512 << 20
/** Reads the bodies of prediction requests, admits them, answers them, and counts what was answered. */
export class BodyAnswerer {
  readonly #options: BodyAnswererOptions
  readonly #line: ThreadLine
  readonly #budget = new BodyBudget(mostBodyBytesAtOnce)
  readonly #endOfTurn = new EndOfTurn()
  readonly #discarded = new DiscardedBodies()

  constructor(options: BodyAnswererOptions) {
    this.#options = options
    const monotonicMs = () => options.clock.monotonicMs()
    this.#line = new ThreadLine({ monotonicMs, defer: setImmediate })
  }

  /** @throws Problem about the endpoint or the headers; later ones are answered here */
  take(exchange: Exchange, endpoint: string, about: AboutBody): void {
    const { serving, limits } = this.#options
    const { req } = exchange
    const entry = serving.table.get(endpoint)
    exchange.meters = entry.meters
    exchange.log = entry.log
    exchange.routeRevision = entry.route.revision
    if (exchange.observation) exchange.observation.endpoint = entry.name
    const allowed = allowedMs(req.headers[deadlineHeader], entry.settings.deadlineMs)
    const leavePlace = this.#checkHead(exchange, entry, allowed)
    const form = about.formOf(req)
    const coding = codingOf(req)
    const mayGrow = this.#budget.holder(exchange.res)
    const done: BodyRead = (body, problem) => {
      exchange.readMs = this.#options.clock.monotonicMs()
      if (exchange.observation) exchange.observation.readMs = epochMs()
      this.guard(exchange, () => {
        if (problem !== undefined) throw problem
        const asked = { exchange, entry, form, about, allowed, hasPlace: leavePlace !== undefined }
        leavePlace?.()
        if (coding === undefined) this.#admit(asked, body, exchange.readMs)
        else {
          inflate(body, coding, limits.bodyBytes)
            .then((whole) => {
              if (!mayGrow(whole.length)) throw tooMuchAtOnce()
              this.#admit(asked, whole, this.#options.clock.monotonicMs())
            })
            .catch((thrown) => this.fail(exchange, thrown))
        }
      })
    }
    readBody(req, limits.bodyBytes, done, mayGrow)
  }

  /**
   * Refuses at the head what would come to nothing: its body is not even looked at. What is let in while
   * others wait has a place in line until its body is there, which the function given back takes away.
   */
  #checkHead(
    { req, res, startMs }: Exchange,
    entry: EndpointEntry,
    allowed: number,
  ): (() => void) | undefined {
    const { gate, live } = entry
    gate.checkRate()
    const size = sizeOf(req)
    if (isLong(live, size)) gate.check(size, allowed)
    else if (!this.#line.isFree(startMs)) {
      const leave = this.#line.reserve({ size, costs: gate.threadCosts }, startMs, allowed)
      if (leave !== undefined) res.once('close', leave)
      return leave
    }
    return undefined
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
    if (thrown === callerGone) {
      recordUnanswered(exchange, callerGoneStatus, '', () => {})
      return
    }
    const { clock, logger } = this.#options
    const { status, code, send } = prepareProblem(exchange, thrown, logger)
    this.#letGo(exchange.req)
    recordUnanswered(exchange, status, code, () => {
      send()
      const now = clock.monotonicMs()
      exchange.meters?.record(exchange.protocol, status, 0, now - startMs, now)
    })
  }

  /** What is left of a refused body goes as it comes: to hold it until the log is written takes longer. */
  #letGo(req: IncomingMessage): void {
    if (req.complete) return
    req.resume()
    this.#discarded.note(sizeOf(req))
  }

  #admit(asked: AskedBody, body: Buffer, now: number): void {
    const { exchange, entry, form, about, allowed, hasPlace } = asked
    const { serving, limits, clock } = this.#options
    const turns = new Turns(exchange.res, clock.at(exchange.startMs) / 1000, allowed)
    if (now - exchange.startMs > allowed) throw turns.tooLate()
    const live = entry.live ?? serving.readiness.refuseUnready(entry)
    checkVersion(live, about.version)
    const { req, protocol } = exchange
    const call: Call = {
      protocol,
      form,
      body,
      query: about.query,
      mostRows: limits.rows,
      headerLength: form === 'tensors' ? headerLengthOf(req) : undefined,
    }
    entry.recent.note(call)
    const work = new Work(exchange, turns, now, call, this.#options)
    if (isLong(live, body.length)) this.#enter(entry, live, work)
    else if (this.#line.isFree(now)) void this.#answer(live, work)
    else {
      const { threadCosts: costs } = entry.gate
      if (!hasPlace) this.#line.check({ size: work.size, costs }, now, allowed)
      this.#standInLine(entry, live, work, () => {})
    }
  }

  /** Long work goes in through the endpoint's gate, and then waits for the thread as all does. */
  #enter(entry: EndpointEntry, live: LiveEndpoint, work: Work): void {
    const { exchange, turns } = work
    entry.gate.enter({
      size: work.size,
      deadlineMs: exchange.startMs + turns.allowedMs,
      isGone: () => exchange.res.destroyed,
      expire: () => this.fail(exchange, exchange.res.destroyed ? callerGone : turns.tooLate()),
      run: () => new Promise((resolve) => this.#standInLine(entry, live, work, resolve)),
    })
  }

  /** @param ended told once the answer is there, or that there will be none */
  #standInLine(
    entry: EndpointEntry,
    live: LiveEndpoint,
    work: Work,
    ended: (answered: Promise<void> | undefined) => void,
  ): void {
    const { size } = work
    const run = () => ended(this.#begin(entry.live ?? live, work))
    if (this.#line.isFree(this.#options.clock.monotonicMs())) run()
    else this.#line.add({ size, costs: entry.gate.threadCosts, run })
  }

  /** Nothing is begun after its deadline, nor for nobody. */
  #begin(live: LiveEndpoint, work: Work): Promise<void> | undefined {
    const { exchange, turns } = work
    const isLate = this.#options.clock.monotonicMs() - exchange.startMs > turns.allowedMs
    if (!isLate && !exchange.res.destroyed) return this.#answer(live, work)
    this.fail(exchange, exchange.res.destroyed ? callerGone : turns.tooLate())
    return undefined
  }

  #answer(live: LiveEndpoint, work: Work): Promise<void> | undefined {
    const { exchange, startMs } = work
    try {
      const answered = answerInChain(live, work)
      if (answered instanceof Promise) {
        return answered
          .then((later) => this.#finishLong(exchange, later, startMs))
          .catch((thrown) => this.fail(exchange, thrown, startMs))
      }
      this.#finish(exchange, answered, startMs)
    } catch (thrown) {
      this.fail(exchange, thrown, startMs)
    }
    return undefined
  }

  /** The reply goes once the log lets it; without a log, with the others of this turn. */
  #finish(exchange: Exchange, answer: Answer, startMs: number): void {
    const { log, answeredBy } = exchange
    if (log === undefined || answeredBy === undefined) {
      this.#endOfTurn.add(() => this.guard(exchange, () => this.#send(exchange, answer, startMs)))
      return
    }
    recordAnswer(log, answeredBy, answer, exchange, (outcome) => {
      this.guard(exchange, () => this.#conclude(exchange, answer, startMs, outcome))
    })
  }

  async #finishLong(exchange: Exchange, answer: Answer, startMs: number): Promise<void> {
    const { log, answeredBy } = exchange
    const isLogged = log !== undefined && answeredBy !== undefined
    const outcome = isLogged ? await recordLongAnswer(log, answeredBy, answer, exchange) : 'go'
    this.#conclude(exchange, answer, startMs, outcome)
  }

  #conclude(exchange: Exchange, answer: Answer, startMs: number, outcome: LogOutcome): void {
    if (outcome === 'go') this.#send(exchange, answer, startMs)
    else this.fail(exchange, logUnwritable(), startMs)
  }

  #send(exchange: Exchange, answer: Answer, startMs: number): void {
    if (exchange.observation) observe(exchange, answer.rows)
    reply(exchange, 200, answer.body, answer.contentType, answer.headers)
    const now = this.#options.clock.monotonicMs()
    exchange.meters?.record(exchange.protocol, 200, answer.rows, now - startMs, now)
  }
}

/** What is recorded of a request whose caller did not wait; nobody is told it. */
const callerGoneStatus = 499

/** A request before its body was looked at. */
interface AskedBody {
  readonly exchange: Exchange
  readonly entry: EndpointEntry
  readonly form: BodyForm
  readonly about: AboutBody
  readonly allowed: number
  /** Whether it was let in while others waited. */
  readonly hasPlace: boolean
}

/** What another thread takes part in waits for its turn at the gate of its endpoint. */
function isLong(live: LiveEndpoint | undefined, size: number): boolean {
  return size > mostBytesHere || live?.rowsAtOnce === 0
}

/** Bytes of the body, as far as the head tells them. */
function sizeOf({ headers }: IncomingMessage): number {
  const length = headers['content-length']
  return length === undefined ? 0 : Number(length)
}

function observe({ observation, answeredBy }: Exchange, rows: number): void {
  if (observation === undefined || answeredBy === undefined) return
  const { arm, servedBy, fallbackReason } = answeredBy
  Object.assign(observation, { model: arm.model, version: arm.version, servedBy, rows })
  if (fallbackReason !== undefined) observation.fallback = fallbackReason
  observation.answeredMs = epochMs()
}

function headerLengthOf({ headers }: IncomingMessage): string | undefined {
  const value = headers['inference-header-content-length']
  return typeof value === 'string' ? value : value?.join(',')
}
