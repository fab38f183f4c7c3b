import type { SaidRow, TestCase, TestFailure, Tolerance } from '@ratchet-ml/protocol'
import { refusalCodes } from '@ratchet-ml/scoring'
import { caseProblem, unknownName } from '../case-problem.ts'
import { type CaseAnswers, checkRow, prepareRows } from '../case-rows.ts'
import { columnsNamed } from '../output-columns.ts'
import { isWithin, shownTolerance } from '../tolerance.ts'
import type { CaseWorld, FoundCase, OutputColumn, PrepareCase, PreparedCase } from '../types.ts'

/** One number or text that a row's answer must have. */
interface Expectation {
  readonly column: OutputColumn
  readonly value: number | string
}

type Expected = NonNullable<TestCase['golden']>[number]['expect']

/** Rows with the answers that they must get, or the code with which they must be refused. */
export const prepareGolden: PrepareCase = (found, world) => {
  const rows = (found.said.golden ?? []).map((one, i) => ({ ...one, path: ['golden', i] }))
  for (const { row, path } of rows) checkRow(found, [...path, 'row'], row, world)
  return prepareGoldenRows(found, rows, world)
}

/** A row of a golden case, and where the case says it. */
export interface GoldenRow {
  readonly row: SaidRow
  readonly expect: Expected
  readonly path: readonly (string | number)[]
}

/** Golden rows, however they are written. */
export function prepareGoldenRows(
  found: FoundCase,
  rows: readonly GoldenRow[],
  world: CaseWorld,
): PreparedCase {
  const wanted = rows.map(({ expect, path }) => expectationsOf(found, path, expect, world))
  const lines = rows.map(({ row, path }) => ({ row, line: found.lineOf(...path) }))
  return prepareRows(world, lines, (answers) => {
    for (const [i, want] of wanted.entries()) {
      if (typeof want === 'string') checkRefused(answers, i, want)
      else if (answers.isAnswered(i)) checkAnswer(answers, i, want, found.tolerance)
    }
  })
}

function expectationsOf(
  found: FoundCase,
  at: readonly (string | number)[],
  expect: Expected,
  world: CaseWorld,
): string | readonly Expectation[] {
  const path = [...at, 'expect']
  const names = Object.keys(expect)
  if (names.length === 0) throw caseProblem(found, path, 'it expects nothing of the answer.')
  if (names.includes('refused')) return refusalOf(found, [...path, 'refused'], expect)
  return Object.entries(expect).flatMap(([name, value]) =>
    expectationOf(found, [...path, name], name, value, world),
  )
}

function refusalOf(found: FoundCase, path: readonly (string | number)[], expect: Expected): string {
  const code = String(expect['refused'])
  if (Object.keys(expect).length > 1) {
    throw caseProblem(found, path, 'a row that is refused has no answer to expect anything of.')
  }
  const known = refusalCodes.filter((one) => one.startsWith('row-'))
  if (!known.some((one) => one === code)) throw unknownName(found, path, 'refusal', code, known)
  return code
}

function expectationOf(
  found: FoundCase,
  path: readonly (string | number)[],
  name: string,
  value: Expected[string],
  { outputs, contract }: CaseWorld,
): readonly Expectation[] {
  const columns = columnsNamed(name, outputs)
  if (columns.length === 0) {
    throw unknownName(found, path, `output of a ${contract.task} model`, name, outputs.keys())
  }
  const values = [value].flat()
  if (values.length !== columns.length) {
    const detail = `${name} has ${columns.length} numbers, and ${values.length} are expected.`
    throw caseProblem(found, path, detail)
  }
  return columns.map((column, i) => {
    const one = values[i]
    if (typeof one === column.kind || (column.kind === 'text' && typeof one === 'string')) {
      return { column, value: one as number | string } // as was just looked at
    }
    const detail = `${column.name} is a ${column.kind}; ${JSON.stringify(one)} is expected of it.`
    throw caseProblem(found, path, detail)
  })
}

function checkRefused(answers: CaseAnswers, row: number, code: string): void {
  const fault = answers.faultOf(row)
  answers.check(fault?.code === code, () => ({
    line: answers.lineOf(row),
    found: fault === undefined ? 'an answer' : `refused with ${fault.code}`,
    expected: `refused with ${code}`,
  }))
}

function checkAnswer(
  answers: CaseAnswers,
  row: number,
  want: readonly Expectation[],
  tolerance: Tolerance,
): void {
  for (const { column, value } of want) {
    const found = column.at(answers.scored, row)
    answers.check(isEqual(found, value, tolerance), () =>
      differing(answers.lineOf(row), column.name, found, value, tolerance),
    )
  }
}

function isEqual(found: number | string, value: number | string, tolerance: Tolerance): boolean {
  if (typeof found !== 'number' || typeof value !== 'number') return found === value
  return isWithin(found, value, tolerance)
}

/** A failure of two values that should be equal. */
function differing(
  line: number,
  output: string,
  found: number | string,
  value: number | string,
  tolerance: Tolerance,
): TestFailure {
  if (typeof found !== 'number' || typeof value !== 'number') {
    return { line, output, found: JSON.stringify(found), expected: JSON.stringify(value) }
  }
  const difference = Math.abs(found - value)
  return {
    ...{ line, output, found: String(found), expected: `${value} ${shownTolerance(tolerance)}` },
    ...(Number.isFinite(difference) && { difference }),
  }
}
