import { caseProblem, checkField } from '../case-problem.ts'
import { baseRows, prepareRows } from '../case-rows.ts'
import { slack } from '../tolerance.ts'
import type { PrepareCase } from '../types.ts'
import { watchedOutput } from './watched-output.ts'

/** A field that, raised, must make an output rise or fall by more than the tolerance. */
export const prepareDirection: PrepareCase = (found, world) => {
  const { direction } = found.said
  if (direction === undefined) throw new TypeError('no direction')
  const { raise, to, by, answer } = direction
  checkField(found, ['direction', 'raise'], raise, world)
  if ((to === undefined) === (by === undefined)) {
    throw caseProblem(found, ['direction'], 'it needs either `to` or `by`.')
  }
  const column = watchedOutput(found, direction.of, world)
  const target = (from: unknown): number | undefined => {
    if (typeof from !== 'number') return undefined
    const value = to ?? from + (by ?? 0)
    return value > from ? value : undefined
  }
  const written = direction.rows?.length ?? 0
  const all = baseRows(found, direction, world)
  for (const [i, { row }] of all.slice(0, written).entries()) {
    if (target(row[raise]) !== undefined) continue
    const detail = `${raise} is ${JSON.stringify(row[raise] ?? null)}, which ${to === undefined ? `+${by}` : `${to}`} does not raise.`
    throw caseProblem(found, ['direction', 'rows', i], detail)
  }
  const bases = all.filter(({ row }, i) => i < written || target(row[raise]) !== undefined)
  const raised = bases.map(({ row, line }) => ({
    line,
    row: { ...row, [raise]: target(row[raise]) ?? null },
  }))
  return prepareRows(world, [...bases, ...raised], (answers) => {
    for (const i of bases.keys()) {
      const other = bases.length + i
      if (!answers.isAnswered(i) || !answers.isAnswered(other)) continue
      const before = answers.number(column, i)
      const after = answers.number(column, other)
      const gain = answer === 'rises' ? after - before : before - after
      answers.check(gain > slack(before, found.tolerance), () => ({
        line: answers.lineOf(i),
        output: column.name,
        found: `${after} with ${raise} = ${JSON.stringify(raised[i]?.row[raise])}`,
        expected: `${answer === 'rises' ? 'more' : 'less'} than ${before}, with ${raise} = ${JSON.stringify(bases[i]?.row[raise])}`,
        ...(Number.isFinite(gain) && { difference: Math.abs(gain) }),
      }))
    }
  })
}
