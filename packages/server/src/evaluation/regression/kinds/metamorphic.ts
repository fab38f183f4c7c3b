import type { TestRow } from '@ratchet-ml/protocol'
import type { Field } from '@ratchet-ml/scoring'
import { type CompiledColumn, compileColumn } from '../../../datasets/expression/index.ts'
import { isReadAsText } from '../../../datasets/index.ts'
import type { Column, ColumnKind } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { caseProblem, checkField, unknownName } from '../case-problem.ts'
import { baseRows, type CaseRow, prepareRows } from '../case-rows.ts'
import type { CaseWorld, FoundCase, PrepareCase } from '../types.ts'
import { compileCondition, type PlacedColumn, textColumn } from './condition.ts'

type Others = NonNullable<FoundCase['said']['metamorphic']>['others']

/** A condition over the answer to a row and those to rows made from it. */
export const prepareMetamorphic: PrepareCase = (found, world) => {
  const { metamorphic } = found.said
  if (metamorphic === undefined) throw new TypeError('no metamorphic')
  const { others, holds } = metamorphic
  const bases = baseRows(found, metamorphic, world)
  const groups: readonly (readonly CaseRow[])[] = [
    bases,
    ...Object.keys(others).map((name) => transformed(found, name, others, bases, world)),
  ]
  const columns = new Map<string, PlacedColumn>()
  for (const [group, name] of ['base', ...Object.keys(others)].entries()) {
    for (const [output, column] of world.outputs) {
      columns.set(`${name}.${output}`, { column, first: group * bases.length })
    }
  }
  const condition = compileCondition(found, ['metamorphic', 'holds'], holds, columns)
  return prepareRows(world, groups.flat(), (answers) => {
    const values = condition.evaluate(answers.scored, bases.length)
    for (const i of bases.keys()) {
      if (!groups.every((_, group) => answers.isAnswered(group * bases.length + i))) continue
      answers.check(values[i] === 1, () => ({
        line: answers.lineOf(i),
        found: condition.shown(answers.scored, i),
        expected: holds,
      }))
    }
  })
}

function transformed(
  found: FoundCase,
  name: string,
  others: Others,
  bases: readonly CaseRow[],
  world: CaseWorld,
): readonly CaseRow[] {
  const path = ['metamorphic', 'others', name]
  const { set = {}, compute = {} } = others[name] ?? {}
  if (name === 'base') throw caseProblem(found, path, '`base` is the row itself.')
  for (const field of Object.keys(set)) checkField(found, [...path, 'set', field], field, world)
  const columns = fieldColumns(bases, world.contract.inputs)
  const computed = Object.entries(compute).map(([field, source]) => {
    const place = [...path, 'compute', field]
    checkField(found, place, field, world)
    const column = computeField(found, place, source, columns, bases.length)
    return [field, column] as const
  })
  return bases.map(({ row, line }, i) => ({
    line,
    row: {
      ...row,
      ...set,
      ...Object.fromEntries(computed.map(([field, column]) => [field, valueAt(column, i)])),
    },
  }))
}

function computeField(
  found: FoundCase,
  path: readonly (string | number)[],
  source: string,
  columns: ReadonlyMap<string, Column>,
  count: number,
): Column {
  const kinds = new Map([...columns].map(([name, { kind }]) => [name, kind]))
  const column = compile(found, path, source, kinds).compute({ count, columns })
  if (column.kind !== 'timestamp') return column
  throw caseProblem(found, path, 'a time cannot be computed; give it with `set`.')
}

function compile(
  found: FoundCase,
  path: readonly (string | number)[],
  source: string,
  kinds: ReadonlyMap<string, ColumnKind>,
): CompiledColumn {
  try {
    return compileColumn(source, kinds)
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    const name = /found "(.*)", expected a column/.exec(thrown.message)?.[1]
    if (name === undefined) throw caseProblem(found, path, thrown.message, thrown.hint)
    throw unknownName(found, path, 'field', name, kinds.keys())
  }
}

/** The fields of rows as expressions see them. Times are left out: none can be computed. */
function fieldColumns(
  bases: readonly CaseRow[],
  fields: readonly Field[],
): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>()
  for (const field of fields) {
    const { name, type } = field
    if (type === 'timestamp') continue
    const values = bases.map(({ row }) => row[name] ?? null)
    if (isReadAsText(field))
      columns.set(name, textColumn(values.map((x) => (x === null ? null : String(x)))))
    else if (type === 'boolean') columns.set(name, booleans(values))
    else columns.set(name, { kind: 'number', values: Float64Array.from(values, toNumber) })
  }
  return columns
}

function booleans(values: readonly TestRow[string][]): Column {
  const toCode = (value: TestRow[string]) => (value === null ? 2 : value === true ? 1 : 0)
  return { kind: 'boolean', values: Uint8Array.from(values, toCode) }
}

function toNumber(value: TestRow[string]): number {
  return value === null ? Number.NaN : Number(value)
}

function valueAt(column: Column, i: number): TestRow[string] {
  switch (column.kind) {
    case 'number':
    case 'timestamp': {
      const value = column.values[i] ?? Number.NaN
      return Number.isNaN(value) ? null : value
    }
    case 'text':
      return column.levels.texts[column.codes[i] ?? -1] ?? null
    case 'boolean':
      return column.values[i] === 2 ? null : column.values[i] === 1
  }
}
