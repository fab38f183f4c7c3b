import { baseRows, prepareRows } from '../case-rows.ts'
import type { PrepareCase } from '../types.ts'
import { compileCondition } from './condition.ts'

/** A condition that the answer to each row must meet. */
export const prepareAnswer: PrepareCase = (found, world) => {
  const { answer } = found.said
  if (answer === undefined) throw new TypeError('no answer')
  const columns = [...world.outputs].map(([name, column]) => [name, { column, first: 0 }] as const)
  const path = ['answer', 'holds']
  const condition = compileCondition(found, path, answer.holds, new Map(columns))
  const bases = baseRows(found, answer, world)
  return prepareRows(world, bases, (answers) => {
    const holds = condition.evaluate(answers.scored, bases.length)
    for (const i of bases.keys()) {
      if (!answers.isAnswered(i)) continue
      answers.check(holds[i] === 1, () => ({
        line: answers.lineOf(i),
        found: condition.shown(answers.scored, i),
        expected: answer.holds,
      }))
    }
  })
}
