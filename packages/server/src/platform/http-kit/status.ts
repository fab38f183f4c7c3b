import type { ProblemCode, ProblemKind } from '@ratchet-ml/protocol'
import { problems } from '@ratchet-ml/protocol'

const statuses = {
  gate: 409,
  usage: 400,
  'bad-input': 400,
  'too-large': 413,
  'media-type': 415,
  'not-found': 404,
  method: 405,
  conflict: 409,
  forbidden: 403,
  overloaded: 429,
  unavailable: 503,
  deadline: 504,
  bug: 500,
} as const satisfies Record<ProblemKind, number>

/** HTTP status of a problem. */
export function statusOf(code: ProblemCode): (typeof statuses)[ProblemKind] {
  return statuses[problems[code].kind]
}
