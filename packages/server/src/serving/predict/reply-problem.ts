import { bodyOfProblem, problemOfThrown } from '../../platform/http-kit/problem-body.ts'
import { statusOf } from '../../platform/http-kit/status.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Problem } from '../../platform/problem.ts'
import { type Exchange, reply } from './exchange.ts'

/** Answers with what was thrown, in the shape of the exchange's protocol; tells how it was put. */
export function replyProblem(exchange: Exchange, thrown: unknown, logger: Logger): number {
  const { requestId, protocol, meters, req } = exchange
  const problem = problemOfThrown(thrown, requestId)
  if (problem.code === 'internal') logger.error('request failed', { requestId, error: thrown })
  meters?.recordRefused(problem.code)
  if (exchange.observation) exchange.observation.problem = problem.code
  const status = statusOf(problem.code)
  const extra = headersOf(problem, exchange.method)
  if (protocol === 'v2') {
    reply(exchange, status, JSON.stringify({ error: oneText(problem) }), 'application/json', extra)
  } else {
    const body = bodyOfProblem(problem, requestId)
    reply(exchange, status, JSON.stringify(body), 'application/problem+json', extra)
  }
  if (!req.complete) req.resume()
  return status
}

function headersOf({ code, retryAfterSeconds }: Problem, method: string): readonly string[] {
  const allow = code === 'method-not-allowed' ? ['Allow', method] : []
  if (retryAfterSeconds === undefined) return allow
  return [...allow, 'Retry-After', String(retryAfterSeconds)]
}

function oneText({ message, hint }: Problem): string {
  return hint === undefined ? message : `${message} ${hint}`
}
