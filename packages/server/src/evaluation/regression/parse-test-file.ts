import { TestFile, type TestKind, testKinds } from '@ratchet-ml/protocol'
import { checkYaml } from '../../platform/checked-yaml.ts'
import { Problem } from '../../platform/problem.ts'
import { defaultTolerance } from './tolerance.ts'
import type { FoundCase } from './types.ts'

/** What one file of cases says. */
export interface ParsedTestFile {
  readonly cases: readonly FoundCase[]
  readonly tolerance: FoundCase['tolerance']
}

const code = 'test-file-invalid'

/**
 * Reads the text of a file of regression cases.
 * @param file as it is shown
 * @throws Problem `test-file-invalid` naming the line
 */
export function parseTestFile(text: string, file: string): ParsedTestFile {
  const { data, lineOf } = checkYaml(text, file, { schema: TestFile, code })
  const tolerance = data.tolerance ?? defaultTolerance
  const cases = data.cases.map((said, i): FoundCase => {
    const line = lineOf(['cases', i])
    const kinds = (Object.keys(testKinds) as TestKind[]).filter((kind) => said[kind] !== undefined)
    const [kind] = kinds
    if (kind === undefined || kinds.length > 1) {
      const found = kind === undefined ? 'no kind' : kinds.join(' and ')
      const known = Object.keys(testKinds).join(', ')
      throw new Problem(
        code,
        `${file}, line ${line}, case ${JSON.stringify(said.name)}: it has ${found}; expected one.`,
        { hint: `A case has one of: ${known}.` },
      )
    }
    return {
      ...{ said, kind, file, line, tolerance: said.tolerance ?? tolerance },
      lineOf: (...path) => lineOf(['cases', i, ...path]),
    }
  })
  return { cases, tolerance }
}
