import type { ColumnKind } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { BaselineFacts } from './kinds/types.ts'

type Given = 'probability' | 'label' | 'value'

/**
 * What a column or an expression says of a row. A number is the probability of the second of two
 * classes, or the class of more; what is true or false, or text, is a class.
 *
 * @throws Problem `usage` when it cannot be what it is said to be
 */
export function givenBy(
  name: string,
  kind: ColumnKind,
  said: Given | undefined,
  { task, classes }: Pick<BaselineFacts, 'task' | 'classes'>,
): Given {
  const possible = possibleOf(kind, classes)
  const given = said ?? possible[0]
  if (given !== undefined && possible.includes(given)) return given
  const detail = `${JSON.stringify(name)} holds values of kind ${kind}, which give no ${said ?? 'answer'} of ${task}.`
  throw new Problem('usage', detail, {
    hint: possible.length === 0 ? 'Take another column.' : `It may give: ${possible.join(', ')}.`,
  })
}

/** The usual first. */
function possibleOf(kind: ColumnKind, classes: number): readonly Given[] {
  if (kind === 'timestamp') return []
  if (classes === 0) return kind === 'number' ? ['value'] : []
  if (kind !== 'number') return ['label']
  return classes === 2 ? ['probability', 'label'] : ['label']
}
