import type { Writable } from 'node:stream'
import { ServerProblem } from '@ratchet-ml/client'
import { exitCodes, type ProblemBody, problems } from '@ratchet-ml/protocol'
import { bodyOfProblem, problemOfThrown } from '../platform/http-kit/problem-body.ts'

const interrupted = 130

/** Tells a thrown thing on standard error, in one sentence and a hint, and gives the exit code. */
export function reportThrown(thrown: unknown, asJson: boolean, stderr: Writable): number {
  if (thrown instanceof Error && thrown.name === 'AbortError') return interrupted
  const body = thrown instanceof ServerProblem ? thrown.body : bodyOfLocal(thrown)
  stderr.write(asJson ? `${JSON.stringify({ error: body })}\n` : textOf(body))
  return exitCodes[problems[body.code].kind]
}

/** Bugs of this very process tell their trace: nobody else's data is in it. */
function bodyOfLocal(thrown: unknown): ProblemBody {
  const body = bodyOfProblem(problemOfThrown(thrown, ''))
  if (body.code !== 'internal') return body
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return {
    ...body,
    detail: `This is a fault of ratchet itself. ${trace}`,
    hint: 'Please report it.',
  }
}

function textOf(body: ProblemBody): string {
  const faults = (body.errors ?? []).map(({ detail }) => detail)
  const more = faults.length > 1 ? faults.map((fault) => `  ${fault}\n`).join('') : ''
  const hint = body.hint === undefined ? '' : `${body.hint}\n`
  return `ratchet: ${body.detail}\n${more}${hint}`
}
