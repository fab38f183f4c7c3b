import { checkField } from '../case-problem.ts'
import { baseRows, prepareRows } from '../case-rows.ts'
import type { PrepareCase } from '../types.ts'
import { checkSame } from './same-answer.ts'

/** Two fields whose values may change places. */
export const prepareSymmetry: PrepareCase = (found, world) => {
  const { symmetry } = found.said
  const [one, other] = symmetry?.swap ?? []
  if (symmetry === undefined || one === undefined || other === undefined) {
    throw new TypeError('no symmetry')
  }
  checkField(found, ['symmetry', 'swap', 0], one, world)
  checkField(found, ['symmetry', 'swap', 1], other, world)
  const bases = baseRows(found, symmetry, world)
  const swapped = bases.map(({ row, line }) => ({
    line,
    row: { ...row, [one]: row[other] ?? null, [other]: row[one] ?? null },
  }))
  return prepareRows(world, [...bases, ...swapped], (answers) => {
    for (const i of bases.keys()) {
      const says = `with ${one} and ${other} exchanged`
      checkSame(answers, i, bases.length + i, says, world, found.tolerance)
    }
  })
}
