import { type Contract, type Level, levelsText } from '@ratchet-ml/scoring'
import type { Column, ColumnInfo } from '../datasets/index.ts'
import { Problem } from '../platform/problem.ts'
import type { JudgedTask } from './types.ts'

/** Labels as metrics take them: class indices or values; NaN is missing. */
export type LabelReader = (column: Column, firstRow: number) => Float64Array

/** What a label is read by; a floor holds scores of outliers against one, which no back-test judges. */
export type Labelled = Pick<Contract, 'task' | 'classes' | 'outputs'>

/** What is answered where a label judges. */
export type Answered = Labelled & { readonly task: JudgedTask }

/** Whether a label can judge what a contract answers. */
export function isJudged(contract: Labelled): contract is Answered {
  return contract.task !== 'anomaly' && contract.task !== 'clustering'
}

/**
 * A reader of the label column for the task of a contract. Classes are those that the contract
 * names; without names a label is true or false, or the index of its class. Of a ranking it is how relevant
 * the item is.
 *
 * @throws Problem `data-unreadable` for a column, or a label, that cannot be one of this task
 */
export function labelReader(contract: Labelled, { name, kind }: ColumnInfo): LabelReader {
  if (contract.task === 'regression' || contract.task === 'ranking') {
    if (kind === 'number') return (column) => valuesOf(column)
    // Of a ranking, whether an item is relevant.
    if (kind === 'boolean' && contract.task === 'ranking') return (column) => valuesOf(column)
    throw wrongKind(name, kind, 'numbers')
  }
  if (kind === 'timestamp') throw wrongKind(name, kind, 'classes')
  if (kind === 'boolean') return (column) => valuesOf(column)
  if (kind === 'text') {
    const codes = new Map((contract.classes ?? []).map((level, i) => [String(level), i]))
    if (codes.size === 0)
      throw wrongKind(name, kind, 'class indices, as the model names no classes')
    return textLabels(name, codes)
  }
  return numberLabels(name, contract.classes, classCountOf(contract))
}

/** How many classes a contract tells apart; 0 for regression and ranking. */
export function classCountOf(contract: Labelled): number {
  if (contract.task === 'regression' || contract.task === 'ranking') return 0
  const probability = contract.outputs.find((output) => output.name === 'probability')
  return contract.classes?.length ?? probability?.width ?? 2
}

function numberLabels(
  name: string,
  classes: readonly Level[] | undefined,
  count: number,
): LabelReader {
  const codes = new Map<number, number>()
  const isNamed = classes?.every((level) => typeof level === 'number') === true
  const isPlain = (value: number) => value === 0 || (value === 1 && count > 1)
  for (let i = 0; i < count; i++) codes.set(isNamed ? Number(classes[i]) : i, i)
  return (column, firstRow) => {
    const values = valuesOf(column)
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      if (!isNamed && isPlain(value)) continue
      const code = codes.get(value)
      if (code !== undefined) values[i] = code
      else if (!Number.isNaN(value)) throw notAClass(name, firstRow + i, value, [...codes.keys()])
    }
    return values
  }
}

function textLabels(name: string, codes: ReadonlyMap<string, number>): LabelReader {
  return (column, firstRow) => {
    if (column.kind !== 'text') throw new TypeError(`the label ${name} is not text`)
    const { texts } = column.levels
    return Float64Array.from(column.codes, (level, i) => {
      const text = texts[level]
      if (text === undefined) return Number.NaN
      const code = codes.get(text)
      if (code === undefined) throw notAClass(name, firstRow + i, text, [...codes.keys()])
      return code
    })
  }
}

/** The numbers of a column, copied; booleans become 1 and 0. */
function valuesOf(column: Column): Float64Array {
  if (column.kind === 'number') return column.values.slice()
  if (column.kind !== 'boolean') throw new TypeError(`labels of kind ${column.kind}`)
  const values = new Float64Array(column.values.length)
  for (let i = 0; i < values.length; i++) {
    const value = column.values[i] as number // as long
    values[i] = value > 1 ? Number.NaN : value
  }
  return values
}

function wrongKind(name: string, kind: string, expected: string): Problem {
  const detail = `The label column ${JSON.stringify(name)} holds values of kind ${kind}; expected ${expected}.`
  return new Problem('data-unreadable', detail, {
    hint: 'Name another column, or derive one in ratchet.yaml, such as `late: delay > 15` or `late: status == "late"`.',
  })
}

function notAClass(
  name: string,
  row: number,
  found: number | string,
  classes: readonly Level[],
): Problem {
  const shown = levelsText(classes.slice(0, 10))
  return new Problem(
    'data-unreadable',
    `Row ${row + 1}, label ${JSON.stringify(name)}: found ${JSON.stringify(found)}, expected a class of the model: ${shown}.`,
  )
}
