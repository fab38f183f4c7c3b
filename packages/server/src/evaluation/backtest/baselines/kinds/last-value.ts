import { planSeries, settleSeries } from '../series-kind.ts'
import type { BaselineKind } from './types.ts'

/** Of classes only where series are told apart: of single events the last says nothing of the next. */
export const lastValue: BaselineKind = {
  name: 'last-value',
  says: 'the last label of the series before the partition',
  tasks: ['binary', 'multiclass', 'regression'],
  isUsual: ({ task, series }) => task === 'regression' || series !== undefined,
  settle: (config, facts) =>
    settleSeries('last-value', isOwn(config) ? config['last-value'].series : undefined, facts),
  plan: (_, settings, world) => planSeries('last-value', settings, world),
}

type Own = { readonly 'last-value': { readonly series?: string | undefined } }

function isOwn(config: string | object): config is Own {
  return typeof config === 'object' && 'last-value' in config
}
