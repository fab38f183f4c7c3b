import { Problem } from '../../platform/problem.ts'

/** A problem without a trace: where it was made says nothing, and to find out costs most of a refusal. */
export function untraced(...problem: ConstructorParameters<typeof Problem>): Problem {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return new Problem(...problem)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Whole seconds after which to come again. */
export function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
