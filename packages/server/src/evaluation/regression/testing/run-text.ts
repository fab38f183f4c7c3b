import type { TestCaseResult } from '@ratchet-ml/protocol'
import { createScorer, type Package } from '@ratchet-ml/scoring'
import type { DatasetSource } from '../../types.ts'
import { caseWorld } from '../case-world.ts'
import { parseTestFile } from '../parse-test-file.ts'
import { prepareCases, type ReadyCase, runCases } from '../run-cases.ts'

const none: DatasetSource = { folder: '/', datasets: {} }

/** A file of one case, from the YAML of its kind. */
export function aFile(kind: string, more = ''): string {
  const body = kind
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
  return `ratchetTests: 1\n${more}cases:\n  - name: it holds\n${body}\n`
}

/** Runs the cases of a text. */
export async function runText(
  text: string,
  pkg: Package,
  datasets: DatasetSource = none,
): Promise<readonly TestCaseResult[]> {
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  return runCases(await readyText(text, pkg, datasets), scorer)
}

/** The cases of a text, ready to be judged. */
export async function readyText(
  text: string,
  pkg: Package,
  datasets: DatasetSource = none,
): Promise<readonly ReadyCase[]> {
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  const world = caseWorld(pkg, scorer, { seed: 1, datasets })
  return await prepareCases(parseTestFile(text, 'cases.yaml').cases, world)
}
