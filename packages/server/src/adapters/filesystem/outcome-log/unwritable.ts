import { Problem } from '../../../platform/problem.ts'
import { toProblem } from '../filesystem-problem.ts'

/** The problem that a failure to write outcomes is, such as `disk-full`. */
export function unwritable(path: string, error: unknown): Problem {
  const problem = toProblem(error, path)
  if (problem instanceof Problem) return problem
  const why = error instanceof Error ? error.message : 'what was written before may be lost'
  return new Problem('outcomes-unwritable', `Outcomes cannot be written to ${path}: ${why}.`, {
    hint: 'Look after the disk, then send the outcomes again: what is there already counts once.',
    retryAfterSeconds: 5,
    cause: error,
  })
}
