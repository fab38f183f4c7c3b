import type { BooleanColumn, Column, TextColumn } from '../types.ts'
import { missingBoolean } from '../types.ts'
import type { ComparisonOperator } from './types.ts'

/** Compares row by row; a missing side gives a missing answer. */
export function compareColumns(
  operator: ComparisonOperator,
  left: Column,
  right: Column,
): BooleanColumn {
  if (left.kind === 'text' && right.kind === 'text') return compareTexts(operator, left, right)
  if (left.kind === 'text' || right.kind === 'text') throw new TypeError('columns of two kinds')
  const isBoolean = left.kind === 'boolean'
  const a = left.values
  const b = right.values
  const values = new Uint8Array(a.length)
  for (let i = 0; i < values.length; i++) {
    const x = a[i] ?? Number.NaN
    const y = b[i] ?? Number.NaN
    const missing = isBoolean
      ? x === missingBoolean || y === missingBoolean
      : Number.isNaN(x) || Number.isNaN(y)
    values[i] = missing ? missingBoolean : Number(holds(operator, x, y))
  }
  return { kind: 'boolean', values }
}

function holds(operator: ComparisonOperator, x: number, y: number): boolean {
  switch (operator) {
    case '==':
      return x === y
    case '!=':
      return x !== y
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
  }
}

/** Texts are compared once for each pair of levels that meets, through the right side's codes. */
function compareTexts(
  operator: ComparisonOperator,
  left: TextColumn,
  right: TextColumn,
): BooleanColumn {
  const codesOfRight = new Map(right.levels.texts.map((text, code) => [text, code]))
  const toRight = left.levels.texts.map((text) => codesOfRight.get(text) ?? -2)
  const values = new Uint8Array(left.codes.length)
  const whenEqual = operator === '==' ? 1 : 0
  for (let i = 0; i < values.length; i++) {
    const a = left.codes[i] ?? -1
    const b = right.codes[i] ?? -1
    if (a < 0 || b < 0) values[i] = missingBoolean
    else values[i] = toRight[a] === b ? whenEqual : 1 - whenEqual
  }
  return { kind: 'boolean', values }
}
