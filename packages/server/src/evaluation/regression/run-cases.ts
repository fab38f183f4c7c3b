import type { TestCaseResult } from '@ratchet-ml/protocol'
import type { Scored, Scorer } from '@ratchet-ml/scoring'
import type { Answerer } from '../open-answerer.ts'
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

/**
 * Runs cases in order. With `bail`, those after the first that does not pass are not run.
 *
 * @throws Problem `engine-failed` of a graph
 */
export async function runCases(
  ready: readonly ReadyCase[],
  answerer: Pick<Answerer, 'allocate' | 'answer'>,
  bail = false,
): Promise<readonly TestCaseResult[]> {
  const scored = roomFor(ready, answerer)
  const results: TestCaseResult[] = []
  let isStopped = false
  for (const one of ready) {
    const { found, prepared } = one
    if (isStopped) {
      results.push({ ...headOf(found), outcome: 'not-run', checks: 0, failures: [] })
      continue
    }
    await answerer.answer(prepared.rows, prepared.count, scored)
    const result = judgeCase(one, scored)
    isStopped = bail && result.outcome !== 'passed'
    results.push(result)
  }
  return results
}

/** The name of the first case that does not pass; `undefined` where all do. */
export function firstToNotice(
  ready: readonly ReadyCase[],
  scorer: Scorer,
  scored: Scored = roomFor(ready, scorer),
): string | undefined {
  const noticing = ready.find((one) => {
    scorer.score(one.prepared.rows, one.prepared.count, scored)
    return judgeCase(one, scored).outcome !== 'passed'
  })
  return noticing?.found.said.name
}

/** Room for the answers to any one of these cases. */
export function roomFor(ready: readonly ReadyCase[], scorer: Pick<Scorer, 'allocate'>): Scored {
  return scorer.allocate(ready.reduce((most, { prepared }) => Math.max(most, prepared.count), 0))
}

function judgeCase({ found, prepared }: ReadyCase, scored: Scored): TestCaseResult {
  const { outcome, checks, failures } = prepared.judge(scored)
  return { ...headOf(found), outcome, checks, failures: [...failures] }
}

function headOf({ said, kind, file, line }: FoundCase) {
  const { name, because } = said
  return { name, kind, file, line, ...(because !== undefined && { because }) }
}
