import { caseProblem, checkField } from '../case-problem.ts'
import { baseRows, prepareRows } from '../case-rows.ts'
import { slack } from '../tolerance.ts'
import type { PrepareCase } from '../types.ts'
import { watchedOutput } from './watched-output.ts'

/** Along a grid of a field's values an output never goes the other way beyond the tolerance. */
export const prepareMonotonic: PrepareCase = (found, world) => {
  const { monotonic } = found.said
  if (monotonic === undefined) throw new TypeError('no monotonic')
  const { field, over, answer } = monotonic
  checkField(found, ['monotonic', 'field'], field, world)
  const falling = over.findIndex((value, i) => i > 0 && value <= (over[i - 1] ?? value))
  if (falling > 0) {
    const detail = `the values must rise; ${over[falling]} follows ${over[falling - 1]}.`
    throw caseProblem(found, ['monotonic', 'over', falling], detail)
  }
  const column = watchedOutput(found, monotonic.of, world)
  const bases = baseRows(found, monotonic, world)
  const rows = bases.flatMap(({ row, line }) =>
    over.map((value) => ({ line, row: { ...row, [field]: value } })),
  )
  return prepareRows(world, rows, (answers) => {
    for (let i = 0; i < rows.length; i++) {
      const step = i % over.length
      if (!answers.isAnswered(i) || step === 0 || !answers.isAnswered(i - 1)) continue
      const before = answers.number(column, i - 1)
      const after = answers.number(column, i)
      const loss = answer === 'rises' ? before - after : after - before
      answers.check(loss <= slack(before, found.tolerance), () => ({
        line: answers.lineOf(i),
        output: column.name,
        found: `${after} with ${field} = ${over[step]}`,
        expected: `${answer === 'rises' ? 'at least' : 'at most'} ${before}, as with ${field} = ${over[step - 1]}`,
        ...(Number.isFinite(loss) && { difference: Math.abs(loss) }),
      }))
    }
  })
}
