import { fewLevelsText, rangeText } from '@ratchet-ml/scoring'
import { type Column, missingBoolean } from '../types.ts'
import type { ColumnRule, RuleName } from './types.ts'

/** Called for each row that breaks a rule. */
export type OnFault = (row: number, rule: RuleName, found: string, expected: string) => void

/** Checks the values of one column. */
export function checkColumn(
  column: Column,
  count: number,
  rule: ColumnRule,
  onFault: OnFault,
): void {
  switch (column.kind) {
    case 'number':
      checkNumbers(column.values, count, rule, onFault)
      break
    case 'timestamp':
      if (rule.required) checkPresent(count, (row) => Number.isNaN(column.values[row]), onFault)
      break
    case 'boolean':
      if (rule.required)
        checkPresent(count, (row) => column.values[row] === missingBoolean, onFault)
      break
    case 'text':
      checkTexts(column, count, rule, onFault)
  }
}

function checkNumbers(
  values: Float64Array,
  count: number,
  rule: ColumnRule,
  onFault: OnFault,
): void {
  const { required, integer, levels } = rule
  const minimum = rule.minimum ?? Number.NEGATIVE_INFINITY
  const maximum = rule.maximum ?? Number.POSITIVE_INFINITY
  const oneOfThem = fewLevelsText([...(levels ?? [])])
  for (let row = 0; row < count; row++) {
    const value = values[row] as number // rows are within the column
    if (Number.isNaN(value)) {
      if (required) onFault(row, 'missing', 'nothing', 'a number')
    } else if (value < minimum || value > maximum) {
      onFault(row, 'range', String(value), rangeText(rule) ?? 'a number')
    } else if (integer && !Number.isInteger(value)) {
      onFault(row, 'type', String(value), 'an integer')
    } else if (levels !== undefined && !levels.has(value)) {
      onFault(row, 'level', String(value), oneOfThem)
    }
  }
}

function checkTexts(
  { codes, levels: { texts } }: Extract<Column, { kind: 'text' }>,
  count: number,
  { required, levels }: ColumnRule,
  onFault: OnFault,
): void {
  const oneOfThem = fewLevelsText([...(levels ?? [])])
  const isKnown = levels && texts.map((text) => levels.has(text))
  for (let row = 0; row < count; row++) {
    const code = codes[row] as number // rows are within the column
    if (code < 0) {
      if (required) onFault(row, 'missing', 'nothing', 'a text')
    } else if (isKnown?.[code] === false) {
      onFault(row, 'level', JSON.stringify(texts[code]), oneOfThem)
    }
  }
}

function checkPresent(count: number, isMissing: (row: number) => boolean, onFault: OnFault): void {
  for (let row = 0; row < count; row++) {
    if (isMissing(row)) onFault(row, 'missing', 'nothing', 'a value')
  }
}
