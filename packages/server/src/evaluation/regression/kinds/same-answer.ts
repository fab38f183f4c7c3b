import type { Tolerance } from '@ratchet-ml/protocol'
import type { CaseAnswers } from '../case-rows.ts'
import { isWithin, shownTolerance } from '../tolerance.ts'
import type { CaseWorld } from '../types.ts'

/** Checks that two rows of a case get the same answer, output by output. */
export function checkSame(
  answers: CaseAnswers,
  base: number,
  other: number,
  change: string,
  { outputs }: CaseWorld,
  tolerance: Tolerance,
): void {
  if (!answers.isAnswered(base) || !answers.isAnswered(other)) return
  for (const column of outputs.values()) {
    const before = column.at(answers.scored, base)
    const after = column.at(answers.scored, other)
    const isNumber = typeof before === 'number' && typeof after === 'number'
    const isSame = isNumber ? isEqual(after, before, tolerance) : before === after
    answers.check(isSame, () => ({
      line: answers.lineOf(other),
      output: column.name,
      found: `${after} ${change}`,
      expected: `${before} ${isNumber ? shownTolerance(tolerance) : 'exactly'}, as before`,
      ...(isNumber && Number.isFinite(after - before) && { difference: Math.abs(after - before) }),
    }))
  }
}

/** Answers that are both NaN are no change. */
function isEqual(after: number, before: number, tolerance: Tolerance): boolean {
  return Object.is(after, before) || isWithin(after, before, tolerance)
}
