import type { MutationReport, TestCaseResult, TestRun } from '@ratchet-ml/protocol'
import { findNearestName, type Package } from '@ratchet-ml/scoring'
import { openAnswerer } from '../../batch/index.ts'
import type { StartEngine } from '../../platform/graph-engine.ts'
import { Problem } from '../../platform/problem.ts'
import type { DatasetSource } from '../types.ts'
import { caseWorld } from './case-world.ts'
import { prepareCases, type ReadyCase, runCases } from './run-cases.ts'
import type { CaseWorld, FoundCase, Suite } from './types.ts'

export interface TestRequest {
  readonly model: string
  readonly version: { readonly name: string; readonly package: Package }
  readonly suite: Suite
  readonly seed: number
  readonly datasets: DatasetSource
  /** Only the case of this name. */
  readonly only?: string | undefined
  /** Stop at the first case that does not pass. */
  readonly bail?: boolean
  readonly signal?: AbortSignal
  /** Starts what answers a graph. */
  readonly startEngine: StartEngine
  /** Looks how much the suite notices, once every case has passed. */
  readonly mutate?: (tested: Tested) => Promise<MutationReport>
  /** Why nobody can look at that, where it was asked for. */
  readonly notMutated?: string
}

/** A suite that was run, for those who run it again on something else. */
export interface Tested {
  readonly ready: readonly ReadyCase[]
  readonly world: CaseWorld
}

/**
 * Runs the regression cases of a model against a version, in this process; a graph is answered in that of
 * its engine.
 *
 * @throws Problem `test-file-invalid` for a case that does not fit the version's contract,
 * `test-not-found`, those of a dataset that a floor reads, and those of an engine
 */
export async function runTests(request: TestRequest): Promise<TestRun> {
  const { model, version, suite, seed, notMutated } = request
  const { package: pkg } = version
  const { tested, cases } = await runSuite(request)
  const counts = countsOf(cases)
  const outcome = outcomeOf(cases)
  const mutations = outcome === 'pass' ? await request.mutate?.(tested) : undefined
  return {
    model,
    version: { name: version.name, digest: pkg.digest },
    suite: { digest: suite.digest, files: [...suite.files] },
    seed,
    outcome,
    ...counts,
    cases: [...cases],
    ...(mutations && { mutations }),
    ...(notMutated !== undefined && { notMutated }),
  }
}

async function runSuite({ version, suite, only, bail, startEngine, ...options }: TestRequest) {
  const { package: pkg } = version
  const answerer = await openAnswerer(pkg, startEngine)
  try {
    const world = caseWorld(pkg, answerer, options)
    const ready = await prepareCases(chosen(suite, only), world)
    return { tested: { ready, world }, cases: await runCases(ready, answerer, bail) }
  } finally {
    answerer.close()
  }
}

function chosen({ cases }: Suite, only: string | undefined): readonly FoundCase[] {
  if (only === undefined) return cases
  const found = cases.filter(({ said }) => said.name === only)
  if (found.length > 0) return found
  const names = cases.map(({ said }) => said.name)
  const near = findNearestName(only, names) ?? names.find((name) => name.includes(only))
  throw new Problem('test-not-found', `There is no case ${JSON.stringify(only)}.`, {
    hint: near === undefined ? `There are ${names.length} cases.` : `Did you mean "${near}"?`,
  })
}

function countsOf(cases: readonly TestCaseResult[]) {
  const count = (outcome: TestCaseResult['outcome']) =>
    cases.filter((one) => one.outcome === outcome).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    inconclusive: count('inconclusive'),
    notRun: count('not-run'),
  }
}

/** No case at all is no evidence, so it never passes. */
function outcomeOf(cases: readonly TestCaseResult[]): TestRun['outcome'] {
  if (cases.some(({ outcome }) => outcome === 'failed')) return 'fail'
  const isPassed = cases.length > 0 && cases.every(({ outcome }) => outcome === 'passed')
  return isPassed ? 'pass' : 'inconclusive'
}
