import { parseDuration } from '../../contenders/parse-duration.ts'
import { planSeries, settleSeries } from '../series-kind.ts'
import type { BaselineKind } from './types.ts'

/** Of classes only where series are told apart: single events have no seasons. */
export const seasonalNaive: BaselineKind = {
  name: 'seasonal-naive',
  says: 'the label of the series whole seasons before',
  tasks: ['binary', 'multiclass', 'regression'],
  isUsual: ({ task, series }) => task === 'regression' || series !== undefined,
  settle: (config, facts) => {
    const { season, series } = isOwn(config) ? config['seasonal-naive'] : {}
    return {
      ...settleSeries('seasonal-naive', series, facts),
      ...(season !== undefined && { season: parseDuration(season) }),
    }
  },
  plan: (_, settings, world) => planSeries('seasonal-naive', settings, world),
}

interface Own {
  readonly 'seasonal-naive': {
    readonly season?: string | undefined
    readonly series?: string | undefined
  }
}

function isOwn(config: string | object): config is Own {
  return typeof config === 'object' && 'seasonal-naive' in config
}
