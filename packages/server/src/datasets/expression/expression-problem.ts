import { Problem } from '../../platform/problem.ts'

/** A fault of an expression, with its place and what was expected there. */
export function expressionProblem(
  source: string,
  at: number,
  found: string,
  expected: string,
  hint?: string,
): Problem {
  return new Problem(
    'expression-invalid',
    `In ${JSON.stringify(source)}, at character ${at + 1}: found ${found}, expected ${expected}.`,
    hint === undefined ? {} : { hint },
  )
}
