import type { PredictionKind } from '@ratchet-ml/stats'
import { compileColumn, zoneOf } from '../../datasets/expression/index.ts'
import {
  type Column,
  type ColumnBatch,
  type ColumnKind,
  missingBoolean,
} from '../../datasets/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { PredictedColumn } from './predicted-columns.ts'
import type { BusinessScope } from './types.ts'

/** An expression as a number of each row. */
export interface CompiledNumber {
  /** The columns of the dataset that it is made of. */
  readonly columns: readonly string[]
  /** The kinds of answers that it is made of. */
  readonly needs: readonly PredictionKind[]
  /** NaN is missing; a condition counts 1 where it holds and 0 where it does not. */
  compute(batch: ColumnBatch): Float64Array
}

export interface NumberSource {
  readonly metric: string
  readonly part: 'value' | 'per'
  readonly source: string
  readonly scope: BusinessScope
  readonly predicted: readonly PredictedColumn[]
}

/** What happened: another name of the label column. */
const labelName = 'label'

/** @throws Problem `expression-invalid` that names metric, part and place */
export function compileNumber(given: NumberSource): CompiledNumber {
  const { source, scope, predicted } = given
  const { kind, from, compute } = named(given, () =>
    compileColumn(source, kindsOf(scope, predicted), zoneOf(scope.zone ?? 'UTC')),
  )
  if (kind !== 'number' && kind !== 'boolean') throw noNumber(given, kind)
  const answered = predicted.filter(({ name }) => from.includes(name))
  const own = [...answered.map(({ name }) => name), labelName]
  for (const name of own) {
    if (from.includes(name) && isTaken(scope, name)) throw ambiguous(given, name)
  }
  const columns = from.filter((name) => !own.includes(name))
  if (from.includes(labelName)) columns.push(scope.label)
  return {
    columns,
    needs: [...new Set(answered.map(({ needs }) => needs))],
    compute: (batch) => toNumbers(compute(batch)),
  }
}

function kindsOf(
  { columns, label }: BusinessScope,
  predicted: readonly PredictedColumn[],
): ReadonlyMap<string, ColumnKind> {
  const kinds = new Map(columns)
  const happened = columns.get(label)
  if (happened !== undefined) kinds.set(labelName, happened)
  for (const { name, kind } of predicted) kinds.set(name, kind)
  return kinds
}

/** Whether a column of the dataset has the name of what was predicted, or of what happened. */
function isTaken({ columns, label }: BusinessScope, name: string): boolean {
  return columns.has(name) && !(name === labelName && label === labelName)
}

function toNumbers(column: Column): Float64Array {
  if (column.kind === 'number') return column.values
  if (column.kind !== 'boolean') throw new TypeError(`numbers of kind ${column.kind}`)
  return Float64Array.from(column.values, (value) =>
    value === missingBoolean ? Number.NaN : value,
  )
}

function named<T>(given: NumberSource, compile: () => T): T {
  const { metric, part } = given
  try {
    return compile()
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    const { code, message, hint = kindsHint(given) } = thrown
    throw new Problem(code, `Metric ${metric}, ${part}: ${message}`, {
      ...(hint !== undefined && { hint }),
      cause: thrown,
    })
  }
}

/** Most of what is wrong with `label` and `predicted` is that they are of another kind than was thought. */
function kindsHint({ source, scope }: NumberSource): string | undefined {
  const isOfClasses = scope.task === 'binary' || scope.task === 'multiclass'
  if (!isOfClasses || !/\b(?:label|predicted)\b/.test(source)) return undefined
  switch (scope.columns.get(scope.label)) {
    case 'boolean':
      return 'Here `label` and `predicted` are true or false: write `predicted and label`.'
    case 'number':
      return 'Here `label` and `predicted` are numbers: compare them with numbers, as in `predicted == 1`.'
    case 'text':
      return "Here `label` and `predicted` are texts: compare them with texts, as in `predicted == 'yes'`."
    default:
      return undefined
  }
}

function noNumber({ metric, part, source }: NumberSource, kind: ColumnKind): Problem {
  const detail = `Metric ${metric}, ${part}: ${JSON.stringify(source)} is a ${kind}, expected a number or a condition.`
  return new Problem('expression-invalid', detail)
}

function ambiguous({ metric, part, source }: NumberSource, name: string): Problem {
  const detail = `Metric ${metric}, ${part}: ${name} in ${JSON.stringify(source)} is a column of the dataset, and the name of what ${name === labelName ? 'happened' : 'was predicted'}.`
  return new Problem('expression-invalid', detail, {
    hint: `Derive a column with another name in ratchet.yaml, such as \`own_${name}: ${name} + 0\`, and name that.`,
  })
}
