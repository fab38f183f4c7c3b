import type { FieldFault, ProblemCode } from '@ratchet-ml/protocol'
import { exitCodes, problems } from '@ratchet-ml/protocol'
import type { Refusal } from '@ratchet-ml/scoring'

export interface ProblemOptions {
  /** What to do about it. */
  readonly hint?: string
  readonly errors?: readonly FieldFault[]
  readonly cause?: unknown
  /** After how many seconds to try again, for problems that pass. */
  readonly retryAfterSeconds?: number
}

/** A broken request or a broken world, told by a code of the catalogue. Never a bug. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly hint: string | undefined
  readonly errors: readonly FieldFault[]
  readonly retryAfterSeconds: number | undefined

  /** @param detail what happened, with the value found and the value expected */
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.hint = options.hint
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get exitCode(): number {
    return exitCodes[problems[this.code].kind]
  }
}

/** The same refusal in the words of the catalogue. */
export function problemOfRefusal(refusal: Refusal, subject?: string): Problem {
  const where = subject === undefined ? refusal.place : `${subject}, ${refusal.place}`
  return new Problem(
    refusal.code,
    `${where}: found ${refusal.found}, expected ${refusal.expected}.`,
    refusal.hint === undefined ? { cause: refusal } : { hint: refusal.hint, cause: refusal },
  )
}
