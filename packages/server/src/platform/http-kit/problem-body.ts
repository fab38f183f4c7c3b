import type { ProblemBody, ProblemCode } from '@ratchet-ml/protocol'
import { problems } from '@ratchet-ml/protocol'
import { Refusal } from '@ratchet-ml/scoring'
import { Problem, problemOfRefusal } from '../problem.ts'
import { statusOf } from './status.ts'

/** Where a problem's page in the documentation is, relative to the server's own root. */
function typeOf(code: ProblemCode): string {
  return `/docs/problems#${code}`
}

/** The problem as RFC 9457 has it on the wire. */
export function bodyOfProblem(problem: Problem, instance?: string): ProblemBody {
  const entry = problems[problem.code]
  return {
    type: typeOf(problem.code),
    title: entry.title,
    status: statusOf(problem.code),
    detail: problem.message,
    code: problem.code,
    retry: entry.retry,
    ...(instance === undefined ? {} : { instance }),
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
  }
}

/**
 * The problem that something thrown stands for. What is neither a problem nor a refusal is a bug: it
 * tells nothing of itself but the request's id, under which the log has the rest.
 */
export function problemOfThrown(thrown: unknown, requestId: string): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof Refusal) return problemOfRefusal(thrown)
  return new Problem('internal', `The server failed at request ${requestId}.`, {
    hint: 'Send the request id and the server log to whoever runs this server.',
    cause: thrown,
  })
}
