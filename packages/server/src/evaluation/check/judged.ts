import type { JudgedRequirement, Requirement } from '@ratchet-ml/protocol'

/** The level that satisfies all of some requirements: a wider interval that passes, passes. */
export function highestConfidence(requirements: readonly Requirement[]): number {
  return requirements.reduce((most, { confidence }) => Math.max(most, confidence), 0)
}

const order: Readonly<Record<JudgedRequirement['verdict'], number>> = {
  fail: 0,
  error: 1,
  inconclusive: 2,
  pass: 3,
}

/** Why a gate came to its verdict, the worst first; what only should be says so. */
export function reasonsOf(judged: readonly JudgedRequirement[]): string[] {
  return judged
    .toSorted((a, b) => order[a.verdict] - order[b.verdict])
    .map(({ level, verdict, says }) =>
      level === 'should' && verdict !== 'pass' ? `Warning: ${says}` : says,
    )
}
