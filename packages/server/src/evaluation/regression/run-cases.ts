import type { TestCaseResult } from '@ratchet-ml/protocol'
import { type Contract, featuresOf, type Scored, type Scorer } from '@ratchet-ml/scoring'
import type { ModelAnswerer } from '../../batch/index.ts'
import type { Problem } from '../../platform/problem.ts'
import { findUnanswered, isUnanswered } from '../find-unanswered.ts'
import { kinds } from './kinds/registry.ts'
import type { CaseWorld, FoundCase, PreparedCase } from './types.ts'

const mostShown = 20

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
 * @throws Problem `engine-failed` of a graph; that its library does not answer a row is a failure
 */
export async function runCases(
  ready: readonly ReadyCase[],
  answerer: ModelAnswerer,
  bail = false,
): Promise<readonly TestCaseResult[]> {
  const scored = roomFor(ready, answerer)
  const results: TestCaseResult[] = []
  let isStopped = false
  for (const one of ready) {
    if (isStopped) {
      results.push({ ...headOf(one.found), outcome: 'not-run', checks: 0, failures: [] })
      continue
    }
    const result = await askCase(one, answerer, scored)
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
function roomFor(ready: readonly ReadyCase[], scorer: Pick<Scorer, 'allocate'>): Scored {
  return scorer.allocate(ready.reduce((most, { prepared }) => Math.max(most, prepared.count), 0))
}

async function askCase(
  one: ReadyCase,
  answerer: ModelAnswerer,
  scored: Scored,
): Promise<TestCaseResult> {
  const { rows, count } = one.prepared
  try {
    await answerer.answer(rows, count, scored)
  } catch (thrown) {
    if (!isUnanswered(thrown)) throw thrown
    return await toldUnanswered(one, answerer, thrown)
  }
  return judgeCase(one, scored)
}

async function toldUnanswered(
  { found, prepared }: ReadyCase,
  answerer: ModelAnswerer,
  { message }: Problem,
): Promise<TestCaseResult> {
  const { rows, count } = prepared
  const one = answerer.allocate(1)
  const first = await findUnanswered((row) => answerer.answer(row, 1, one), rows, count)
  const says =
    first === undefined
      ? message
      : `${first.problem.message} (${shownRow(rows, first.index, answerer.contract)})`
  const failure = { line: found.line, found: says, expected: 'an answer' }
  return { ...headOf(found), outcome: 'failed', checks: 1, failures: [failure] }
}

/** Features of graphs are numbers. */
function shownRow(rows: Float64Array, index: number, contract: Contract): string {
  const features = featuresOf(contract)
  const first = index * features.length
  const values = features.map(({ name }, i) => `${name} = ${rows[first + i]}`)
  return values.length <= mostShown
    ? values.join(', ')
    : `${values.slice(0, mostShown).join(', ')} and ${values.length - mostShown} more`
}

function judgeCase({ found, prepared }: ReadyCase, scored: Scored): TestCaseResult {
  const { outcome, checks, failures } = prepared.judge(scored)
  return { ...headOf(found), outcome, checks, failures: [...failures] }
}

function headOf({ said, kind, file, line }: FoundCase) {
  const { name, because } = said
  return { name, kind, file, line, ...(because !== undefined && { because }) }
}
