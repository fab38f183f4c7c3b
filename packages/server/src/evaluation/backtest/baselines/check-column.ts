import { findNearestName } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { BaselineFacts } from './kinds/types.ts'

/**
 * A column that a baseline reads; the label is none, as no row has it beforehand.
 * @throws Problem `data-column-missing`, `usage`
 */
export function checkColumn(
  baseline: string,
  name: string,
  { columns, label }: Pick<BaselineFacts, 'columns' | 'label'>,
): ColumnInfo {
  if (name === label) {
    const detail = `The baseline ${baseline} reads ${name}, which is the label.`
    throw new Problem('usage', detail, { hint: 'Name a column that is known beforehand.' })
  }
  const found = columns.find((column) => column.name === name)
  if (found !== undefined) return found
  const names = columns.map((column) => column.name)
  const nearest = findNearestName(name, names)
  const detail = `The data have no column ${JSON.stringify(name)}, which the baseline ${baseline} reads.`
  throw new Problem('data-column-missing', detail, {
    hint: nearest === undefined ? `They have: ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  })
}
