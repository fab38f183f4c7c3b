import type { ProblemCode } from '@ratchet-ml/protocol'
import { bodyOfProblem, problemOfThrown } from '../../platform/http-kit/problem-body.ts'
import { statusOf } from '../../platform/http-kit/status.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Problem } from '../../platform/problem.ts'
import { type Exchange, reply } from './exchange.ts'

/** How a request that is not answered is told so. */
export interface ProblemReply {
  readonly status: number
  readonly code: ProblemCode
  /** Answers, in the shape of the exchange's protocol. */
  send(): void
}

/** What is to be answered to what was thrown. */
export function prepareProblem(exchange: Exchange, thrown: unknown, logger: Logger): ProblemReply {
  const { requestId, meters } = exchange
  const problem = problemOfThrown(thrown, requestId)
  if (problem.code === 'internal') logger.error('request failed', { requestId, error: thrown })
  meters?.recordRefused(problem.code)
  if (exchange.observation) exchange.observation.problem = problem.code
  const { code } = problem
  const status = statusOf(code)
  return { status, code, send: () => sendProblem(exchange, problem, status) }
}

function sendProblem(exchange: Exchange, problem: Problem, status: number): void {
  const { requestId, protocol, req } = exchange
  const extra = headersOf(problem, exchange.method)
  if (protocol === 'v2') {
    reply(exchange, status, JSON.stringify({ error: oneText(problem) }), 'application/json', extra)
  } else {
    const body = bodyOfProblem(problem, requestId)
    reply(exchange, status, JSON.stringify(body), 'application/problem+json', extra)
  }
  if (!req.complete) req.resume()
}

function headersOf({ code, retryAfterSeconds }: Problem, method: string): readonly string[] {
  const allow = code === 'method-not-allowed' ? ['Allow', method] : []
  if (retryAfterSeconds === undefined) return allow
  return [...allow, 'Retry-After', String(retryAfterSeconds)]
}

function oneText({ message, hint }: Problem): string {
  return hint === undefined ? message : `${message} ${hint}`
}
