import { compileColumn } from '../../../../datasets/expression/index.ts'
import { Problem } from '../../../../platform/problem.ts'
import { checkColumn } from '../check-column.ts'
import { givenBy } from '../given-by.ts'
import type { BaselineKind } from './types.ts'

/** What somebody would say without a model. */
export const rule: BaselineKind = {
  name: 'rule',
  says: 'an expression over the columns of the row',
  tasks: ['binary', 'multiclass', 'regression', 'ranking'],
  isUsual: () => false,
  settle(config, facts) {
    if (typeof config !== 'object' || !('rule' in config)) {
      throw new Problem('usage', 'The baseline rule needs an expression.', {
        hint: 'Write it into ratchet.yaml as { rule: distance > 1500 }.',
      })
    }
    const said = typeof config.rule === 'string' ? { expression: config.rule } : config.rule
    const kinds = new Map(facts.columns.map(({ name, kind }) => [name, kind]))
    const { kind, from } = compileColumn(said.expression, kinds, facts.zone)
    for (const column of from) checkColumn('rule', column, facts)
    return { expression: said.expression, gives: givenBy(said.expression, kind, said.gives, facts) }
  },
  plan(_, { expression = '', gives = 'value' }, { columns, zone }) {
    const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
    return {
      says: expression,
      columns: compileColumn(expression, kinds, zone).from,
      on: () => ({
        recipe: { kind: 'expression', expression, gives },
        counted: { kind: 'evidence' },
      }),
    }
  },
}
