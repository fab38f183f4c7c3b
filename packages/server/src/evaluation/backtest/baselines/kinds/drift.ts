import { planSeries, settleSeries } from '../series-kind.ts'
import type { BaselineKind } from './types.ts'

export const drift: BaselineKind = {
  name: 'drift',
  says: 'the line from the first to the last label of the series, carried on',
  tasks: ['regression'],
  isUsual: () => true,
  settle: (config, facts) =>
    settleSeries('drift', isOwn(config) ? config.drift.series : undefined, facts),
  plan: (_, settings, world) => planSeries('drift', settings, world),
}

type Own = { readonly drift: { readonly series?: string | undefined } }

function isOwn(config: string | object): config is Own {
  return typeof config === 'object' && 'drift' in config
}
