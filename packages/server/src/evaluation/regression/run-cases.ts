import type { TestCaseResult } from '@ratchet-ml/protocol'
import type { Scored, Scorer } from '@ratchet-ml/scoring'
import { kinds } from './kinds/registry.ts'
import type { CaseWorld, FoundCase, PreparedCase } from './types.ts'

/** A case, ready for any version with the contract that it was prepared for. */
export interface ReadyCase {
  readonly found: FoundCase
  readonly prepared: PreparedCase
}

/** @throws Problem `test-file-invalid` for a case that does not fit the contract */
export async function prepareCases(
  cases: readonly FoundCase[],
  world: CaseWorld,
): Promise<readonly ReadyCase[]> {
  const ready: ReadyCase[] = []
  for (const found of cases) {
    ready.push({ found, prepared: await kinds[found.kind](found, world) })
    world.signal?.throwIfAborted()
  }
  return ready
}

/** Runs cases in order. With `bail`, those after the first that does not pass are not run. */
export function runCases(
  ready: readonly ReadyCase[],
  scorer: Scorer,
  bail = false,
): readonly TestCaseResult[] {
  const scored = roomFor(ready, scorer)
  let isStopped = false
  return ready.map((one) => {
    if (isStopped) return { ...headOf(one.found), outcome: 'not-run', checks: 0, failures: [] }
    const result = runCase(one, scorer, scored)
    isStopped = bail && result.outcome !== 'passed'
    return result
  })
}

/** The name of the first case that does not pass; `undefined` where all do. */
export function firstToNotice(
  ready: readonly ReadyCase[],
  scorer: Scorer,
  scored: Scored = roomFor(ready, scorer),
): string | undefined {
  const noticing = ready.find((one) => runCase(one, scorer, scored).outcome !== 'passed')
  return noticing?.found.said.name
}

/** Room for the answers to any one of these cases. */
function roomFor(ready: readonly ReadyCase[], scorer: Scorer): Scored {
  return scorer.allocate(ready.reduce((most, { prepared }) => Math.max(most, prepared.count), 0))
}

function runCase({ found, prepared }: ReadyCase, scorer: Scorer, scored: Scored): TestCaseResult {
  scorer.score(prepared.rows, prepared.count, scored)
  const { outcome, checks, failures } = prepared.judge(scored)
  return { ...headOf(found), outcome, checks, failures: [...failures] }
}

function headOf({ said, kind, file, line }: FoundCase) {
  const { name, because } = said
  return { name, kind, file, line, ...(because !== undefined && { because }) }
}
