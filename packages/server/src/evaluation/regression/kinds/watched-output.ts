import { caseProblem, unknownName } from '../case-problem.ts'
import { mainOutput } from '../output-columns.ts'
import type { CaseWorld, FoundCase, OutputColumn } from '../types.ts'

/**
 * The number that a relation is about: the one it names, else the main one of the task.
 * @throws Problem `test-file-invalid` when the answers have no such number
 */
export function watchedOutput(
  found: FoundCase,
  of: string | undefined,
  { contract, outputs }: CaseWorld,
): OutputColumn {
  const numbers = [...outputs.values()].filter(({ kind }) => kind === 'number')
  const name = of ?? mainOutput(contract)
  if (name === undefined) {
    const hint = `Say \`of\`: one of ${numbers.map((column) => column.name).join(', ')}.`
    const detail = `the answers of a ${contract.task} model have several numbers.`
    throw caseProblem(found, [found.kind], detail, hint)
  }
  const column = numbers.find((one) => one.name === name)
  if (column !== undefined) return column
  const names = numbers.map((one) => one.name)
  throw unknownName(found, [found.kind, 'of'], `number of a ${contract.task} model`, name, names)
}
