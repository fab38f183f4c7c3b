import type { TestRow } from '@ratchet-ml/protocol'
import { caseProblem, checkField } from '../case-problem.ts'
import { baseRows, type CaseRow, prepareRows } from '../case-rows.ts'
import type { CaseWorld, FoundCase, PrepareCase } from '../types.ts'
import { checkSame } from './same-answer.ts'

/** Values of a field that are drawn for each row where the case says `any`. */
const drawnValues = 8

/** Fields that must not matter: each value of each of them, in each row, one at a time. */
export const prepareInvariance: PrepareCase = (found, world) => {
  const { invariance } = found.said
  if (invariance === undefined) throw new TypeError('no invariance')
  const fields = Object.entries(invariance.change)
  if (fields.length === 0)
    throw caseProblem(found, ['invariance', 'change'], 'it changes no field.')
  for (const [name] of fields) checkField(found, ['invariance', 'change', name], name, world)
  const bases = baseRows(found, invariance, world)
  const rows: CaseRow[] = [...bases]
  const changes: { readonly base: number; readonly says: string }[] = []
  for (const [base, { row, line }] of bases.entries()) {
    for (const [name, values] of fields) {
      for (const value of values === 'any' ? drawn(found, name, world) : values) {
        rows.push({ row: { ...row, [name]: value }, line })
        changes.push({ base, says: `with ${name} = ${JSON.stringify(value)}` })
      }
    }
  }
  return prepareRows(world, rows, (answers) => {
    for (const [i, { base, says }] of changes.entries()) {
      checkSame(answers, base, bases.length + i, says, world, found.tolerance)
    }
  })
}

function drawn(found: FoundCase, name: string, world: CaseWorld): readonly TestRow[string][] {
  const random = world.randomOf(`${found.said.name}/${name}`)
  return Array.from({ length: drawnValues }, () => world.drawValue(name, random))
}
