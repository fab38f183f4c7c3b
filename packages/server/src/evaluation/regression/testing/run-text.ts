import type { TestCaseResult } from '@ratchet-ml/protocol'
import type { Package } from '@ratchet-ml/scoring'
import { openAnswerer } from '../../../batch/index.ts'
import type { StartEngine } from '../../../platform/graph-engine.ts'
import type { DatasetSource } from '../../types.ts'
import { caseWorld } from '../case-world.ts'
import { parseTestFile } from '../parse-test-file.ts'
import { prepareCases, type ReadyCase, runCases } from '../run-cases.ts'

const startsNone: StartEngine = async () => {
  throw new Error('These models need no engine.')
}

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
  return await runCases(await readyText(text, pkg, datasets), await openAnswerer(pkg, startsNone))
}

/** The cases of a text, ready to be judged. */
export async function readyText(
  text: string,
  pkg: Package,
  datasets: DatasetSource = none,
): Promise<readonly ReadyCase[]> {
  const answerer = await openAnswerer(pkg, startsNone)
  const world = caseWorld(pkg, answerer, { seed: 1, datasets })
  return await prepareCases(parseTestFile(text, 'cases.yaml').cases, world)
}
