import type { Zone } from '../../platform/zone.ts'
import type { BooleanColumn, Column, NumberColumn } from '../types.ts'
import { missingBoolean } from '../types.ts'
import type { ArithmeticOperator } from './types.ts'

/** Column loops of the operators. Kinds were checked before: another kind here is a bug. */

export function constant(value: number | string, count: number): Column {
  if (typeof value === 'number') {
    return { kind: 'number', values: new Float64Array(count).fill(value) }
  }
  return { kind: 'text', codes: new Int32Array(count), levels: { texts: [value] } }
}

export function mapNumbers(column: Column, apply: (value: number) => number): NumberColumn {
  const from = numbersOf(column)
  const values = new Float64Array(from.length)
  for (let i = 0; i < values.length; i++) values[i] = apply(from[i] ?? Number.NaN)
  return { kind: 'number', values }
}

export function arithmetic(
  operator: ArithmeticOperator,
  left: Column,
  right: Column,
): NumberColumn {
  const a = numbersOf(left)
  const b = numbersOf(right)
  const values = new Float64Array(a.length)
  for (let i = 0; i < values.length; i++) {
    values[i] = calculate(operator, a[i] ?? Number.NaN, b[i] ?? Number.NaN)
  }
  return { kind: 'number', values }
}

/** `%` has the sign of the dividend, as IEEE 754's fmod. */
function calculate(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
  }
}

export function foldNumbers(
  columns: readonly Column[],
  takes: 'one' | 'many',
  apply: (left: number, right: number) => number,
): NumberColumn {
  const [first, ...rest] = columns.map(numbersOf)
  const values = Float64Array.from(first ?? [])
  if (takes === 'one') {
    for (let i = 0; i < values.length; i++) values[i] = apply(values[i] ?? Number.NaN, Number.NaN)
  }
  for (const other of rest) {
    for (let i = 0; i < values.length; i++) {
      values[i] = apply(values[i] ?? Number.NaN, other[i] ?? Number.NaN)
    }
  }
  return { kind: 'number', values }
}

export function mapTimes(
  columns: readonly Column[],
  zone: Zone,
  apply: (local: number) => number,
): NumberColumn {
  const [column] = columns
  if (column?.kind !== 'timestamp') throw new TypeError('not a column of times')
  const values = new Float64Array(column.values.length)
  for (let i = 0; i < values.length; i++) {
    values[i] = apply(zone.toLocal(column.values[i] ?? Number.NaN))
  }
  return { kind: 'number', values }
}

export function missingOf(columns: readonly Column[], count: number): BooleanColumn {
  const [column] = columns
  const values = new Uint8Array(count)
  if (column === undefined) throw new TypeError('no column')
  for (let i = 0; i < count; i++) values[i] = isMissingAt(column, i) ? 1 : 0
  return { kind: 'boolean', values }
}

function isMissingAt(column: Column, row: number): boolean {
  switch (column.kind) {
    case 'number':
    case 'timestamp':
      return Number.isNaN(column.values[row] ?? Number.NaN)
    case 'text':
      return (column.codes[row] ?? -1) < 0
    case 'boolean':
      return column.values[row] === missingBoolean
  }
}

export function negation(column: Column): BooleanColumn {
  const from = booleansOf(column)
  const values = from.map((value) => (value === missingBoolean ? value : 1 - value))
  return { kind: 'boolean', values }
}

/** Kleene's `and` (decisive 0) and `or` (decisive 1): the decisive value wins over a missing one. */
export function conjunction(left: Column, right: Column, decisive: 0 | 1): BooleanColumn {
  const a = booleansOf(left)
  const b = booleansOf(right)
  const values = new Uint8Array(a.length)
  for (let i = 0; i < values.length; i++) {
    if (a[i] === decisive || b[i] === decisive) values[i] = decisive
    else
      values[i] = a[i] === missingBoolean || b[i] === missingBoolean ? missingBoolean : 1 - decisive
  }
  return { kind: 'boolean', values }
}

function numbersOf(column: Column): Float64Array {
  if (column.kind !== 'number') throw new TypeError(`a column of kind ${column.kind}`)
  return column.values
}

function booleansOf(column: Column): Uint8Array {
  if (column.kind !== 'boolean') throw new TypeError(`a column of kind ${column.kind}`)
  return column.values
}
