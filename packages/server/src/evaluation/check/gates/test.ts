import type { GateResult, TestRun } from '@ratchet-ml/protocol'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import { readSuite } from '../../regression/read-suite.ts'
import { runTests } from '../../regression/service.ts'
import type { Subject } from '../subject.ts'

/** Seed of what the cases draw; the same as of `ratchet test`. */
const seed = 1
const mostNamed = 10

/** Do the regression cases pass? */
export async function testGate(context: CommandContext, subject: Subject): Promise<GateResult> {
  const { model, target } = subject
  const suite = await readSuite(target.suite)
  const project = await context.project()
  const run = await runTests({
    ...{ model, version: target.version, suite, seed, signal: context.signal },
    startEngine: context.startEngine,
    datasets: {
      folder: project?.folder ?? context.workingFolder,
      datasets: project?.config.datasets ?? {},
    },
  })
  const { passed, failed, inconclusive, cases } = run
  return {
    gate: 'test',
    verdict: run.outcome,
    reasons: reasonsOf(run, target.suite.paths),
    measured: { cases: cases.length, passed, failed, inconclusive },
  }
}

function reasonsOf({ cases, passed }: TestRun, paths: readonly string[]): string[] {
  if (cases.length === 0) {
    return [`There are no regression cases: write some to ${paths.join(', ')}.`]
  }
  const bad = cases.filter(({ outcome }) => outcome !== 'passed')
  if (bad.length === 0) return [`${passed} of ${cases.length} cases pass.`]
  const named = bad
    .slice(0, mostNamed)
    .map(({ name, file, line, outcome }) => `${file}:${line}  ${name}: ${outcome}.`)
  return bad.length > mostNamed ? [...named, `And ${bad.length - mostNamed} more.`] : named
}
