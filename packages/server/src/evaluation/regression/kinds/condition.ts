import type { Scored } from '@ratchet-ml/scoring'
import { compileColumn } from '../../../datasets/expression/index.ts'
import type { Column, ColumnKind } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { caseProblem } from '../case-problem.ts'
import type { FoundCase, OutputColumn } from '../types.ts'

/** An output of the rows that begin at some place of the case. */
export interface PlacedColumn {
  readonly column: OutputColumn
  /** Row of the case that the first answer stands in. */
  readonly first: number
}

/** A condition over answers. */
export interface Condition {
  /** For each of `count` rows: 1 when it holds, 0 when not, 2 when a value is missing. */
  evaluate(scored: Scored, count: number): Uint8Array
  /** The values of the i-th row that the condition names. */
  shown(scored: Scored, i: number): string
}

/** @throws Problem `test-file-invalid` for what is no condition over these columns */
export function compileCondition(
  found: FoundCase,
  path: readonly (string | number)[],
  source: string,
  columns: ReadonlyMap<string, PlacedColumn>,
): Condition {
  const kinds = new Map([...columns].map(([name, { column }]) => [name, column.kind]))
  const compiled = compile(found, path, source, kinds)
  if (compiled.kind !== 'boolean') {
    const detail = `${JSON.stringify(source)} is a ${compiled.kind}, and no condition.`
    throw caseProblem(found, path, detail, 'Compare it with something, such as value > 0.')
  }
  const placed = (name: string) => columns.get(name) as PlacedColumn // else it would not compile
  return {
    evaluate: (scored, count) => {
      const named = compiled.from.map(
        (name) => [name, columnOf(placed(name), scored, count)] as const,
      )
      const result = compiled.compute({ count, columns: new Map(named) })
      return result.kind === 'boolean' ? result.values : new Uint8Array(count).fill(2)
    },
    shown: (scored, i) =>
      compiled.from
        .map((name) => `${name} = ${placed(name).column.at(scored, placed(name).first + i)}`)
        .join(', '),
  }
}

function compile(
  found: FoundCase,
  path: readonly (string | number)[],
  source: string,
  kinds: ReadonlyMap<string, ColumnKind>,
) {
  try {
    return compileColumn(source, kinds)
  } catch (thrown) {
    if (thrown instanceof Problem) throw caseProblem(found, path, thrown.message, thrown.hint)
    throw thrown
  }
}

function columnOf({ column, first }: PlacedColumn, scored: Scored, count: number): Column {
  const values = Array.from({ length: count }, (_, i) => column.at(scored, first + i))
  return column.kind === 'number'
    ? { kind: 'number', values: Float64Array.from(values, Number) }
    : textColumn(values.map(String))
}

/** A column of texts. */
export function textColumn(values: readonly (string | null)[]): Column {
  const texts = [...new Set(values.filter((text) => text !== null))]
  const codes = new Map(texts.map((text, code) => [text, code]))
  return {
    kind: 'text',
    codes: Int32Array.from(values, (text) => (text === null ? -1 : (codes.get(text) ?? -1))),
    levels: { texts },
  }
}
