import type { Contract, Field } from '@ratchet-ml/scoring'
import { columnMissing, quote, unreadable } from '../problems.ts'
import type { ColumnKind } from '../types.ts'
import type { ColumnRule } from './types.ts'

/** Kinds that a field of a type can be read from. */
const kindsOf: Readonly<Record<Field['type'], readonly ColumnKind[]>> = {
  number: ['number'],
  integer: ['number'],
  boolean: ['boolean', 'number'],
  category: ['text', 'number', 'boolean'],
  text: ['text'],
  timestamp: ['timestamp'],
}

/**
 * What a contract asks of each column.
 *
 * @param columns read and derived
 * @throws Problem `data-column-missing` for a feature without a column, `data-unreadable` for one of
 * another kind
 */
export function rulesOfContract(
  contract: Contract,
  columns: ReadonlyMap<string, ColumnKind>,
  where: string,
): readonly ColumnRule[] {
  const rules: ColumnRule[] = []
  for (const field of contract.inputs) {
    const kind = columns.get(field.name)
    if (kind === undefined) {
      if (field.role === 'feature') throw columnMissing(where, field.name, columns.keys())
      continue
    }
    if (!kindsOf[field.type].includes(kind)) {
      const place = `column ${quote(field.name)}`
      throw unreadable(where, place, `a ${kind}`, `a ${field.type}, as the contract says`)
    }
    rules.push(ruleOf(field))
  }
  return rules
}

function ruleOf(field: Field): ColumnRule {
  const isClosed = field.levels !== undefined && field.unknownLevel === 'refuse'
  return {
    column: field.name,
    required: field.missing === 'refuse',
    integer: field.type === 'integer',
    ...(field.range?.minimum !== undefined && { minimum: field.range.minimum }),
    ...(field.range?.maximum !== undefined && { maximum: field.range.maximum }),
    ...(isClosed && { levels: new Set(field.levels) }),
  }
}
