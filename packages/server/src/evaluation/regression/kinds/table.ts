import { caseProblem, checkField } from '../case-problem.ts'
import type { FoundCase, PrepareCase } from '../types.ts'
import { type GoldenRow, prepareGoldenRows } from './golden.ts'

const mark = 'expect '

/** Golden rows written as a table. */
export const prepareTable: PrepareCase = (found, world) => {
  const { table } = found.said
  if (table === undefined) throw new TypeError('no table')
  const { columns, rows } = table
  checkColumns(found, columns)
  for (const [i, name] of columns.entries()) {
    if (!name.startsWith(mark)) checkField(found, ['table', 'columns', i], name, world)
  }
  const golden = rows.map((values, i): GoldenRow => {
    const path = ['table', 'rows', i]
    if (values.length !== columns.length) {
      const detail = `a row has ${values.length} values for ${columns.length} columns.`
      throw caseProblem(found, path, detail)
    }
    const entries = columns.map((name, column) => [name, values[column] ?? null] as const)
    const expected = entries.filter(([name]) => name.startsWith(mark))
    return {
      path,
      row: Object.fromEntries(entries.filter(([name]) => !name.startsWith(mark))),
      expect: Object.fromEntries(expected.map(([name, value]) => [name.slice(mark.length), value])),
    }
  })
  return prepareGoldenRows(found, golden, world)
}

function checkColumns(found: FoundCase, columns: readonly string[]): void {
  const path = ['table', 'columns']
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined)
    throw caseProblem(found, path, `${JSON.stringify(twice)} is there twice.`)
  if (!columns.some((name) => name.startsWith(mark))) {
    const hint = 'Name a column after an output, such as "expect value".'
    throw caseProblem(found, path, 'no column says what is expected.', hint)
  }
}
