import { Problem } from '../../../../platform/problem.ts'
import { checkColumn } from '../check-column.ts'
import { givenBy } from '../given-by.ts'
import type { BaselineKind } from './types.ts'

/** What a person said of the row when it was not yet known, as a column has it. */
export const human: BaselineKind = {
  name: 'human',
  says: 'what a person said, as a column has it',
  tasks: ['binary', 'multiclass', 'regression', 'ranking'],
  isUsual: () => false,
  settle(config, facts) {
    if (typeof config !== 'object' || !('human' in config)) {
      throw new Problem('usage', 'The baseline human needs the column of what a person said.', {
        hint: 'Write it into ratchet.yaml as { human: { column: estimate } }.',
      })
    }
    const { column, gives } = config.human
    const { kind } = checkColumn('human', column, facts)
    return { column, gives: givenBy(column, kind, gives, facts) }
  },
  plan: (_, { column = '', gives = 'value' }) => ({
    says: `what a person said, in the column ${column}`,
    columns: [column],
    on: () => ({ recipe: { kind: 'column', column, gives }, counted: { kind: 'evidence' } }),
  }),
}
