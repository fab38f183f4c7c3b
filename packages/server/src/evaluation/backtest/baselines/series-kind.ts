import type { BaselineSettings } from '@ratchet-ml/protocol'
import type { Past, SeriesMemory } from '../contenders/history/types.ts'
import type { ConstantAnswer, SeriesRecipe } from '../contenders/predictors/types.ts'
import type { PlanningWorld, Stand } from '../contenders/types.ts'
import { noAnswer } from '../recipes/answer-of-models.ts'
import { checkColumn } from './check-column.ts'
import { mostFrequent, nothingBefore } from './constant-kind.ts'
import type { BaselineFacts, BaselinePart } from './kinds/types.ts'

const day = 86_400_000_000

/** The column that tells series apart: what the baseline says, else what the back-test says. */
export function settleSeries(
  name: string,
  said: string | undefined,
  facts: BaselineFacts,
): Pick<BaselineSettings, 'series'> {
  const series = said ?? facts.series
  if (series === undefined) return {}
  checkColumn(name, series, facts)
  return { series }
}

/** A baseline that looks back at the series of each row. */
export function planSeries(
  rule: SeriesRecipe['rule'],
  { series: column, season }: BaselineSettings,
  { task }: PlanningWorld,
): BaselinePart {
  const memory: SeriesMemory = {
    keep: keptBy[rule],
    ...(column !== undefined && { column }),
    ...(season !== undefined && { season }),
  }
  return {
    columns: column === undefined ? [] : [column],
    memory: { series: memory },
    on: (_, { past }) => standOf(rule, memory, past, task === 'regression'),
  }
}

const keptBy = { 'last-value': 'last', drift: 'ends', 'seasonal-naive': 'season' } as const

function standOf(
  rule: SeriesRecipe['rule'],
  memory: SeriesMemory,
  past: Past,
  isRegression: boolean,
): Stand {
  if (past.count === 0) return noAnswer(nothingBefore)
  const series = past.series(memory)
  if (series === undefined) return noAnswer(noSeason)
  if (series.size === 0) return noAnswer('no labelled row before this partition has an event time')
  const season = memory.season ?? 7 * day
  const { column } = memory
  return {
    recipe: {
      kind: 'series',
      rule,
      series,
      otherwise: otherwise(past, isRegression),
      ...(column !== undefined && { column }),
      ...(rule === 'seasonal-naive' && { season, isLocal: season % day === 0 }),
    },
    counted: { kind: 'evidence' },
  }
}

const noSeason = 'no season is said, and the rows before this partition are not hourly or daily'

/** Of a row whose series has no past, what all rows lead to expect. */
function otherwise(past: Past, isRegression: boolean): ConstantAnswer {
  if (isRegression) return { kind: 'value', value: past.mean() ?? Number.NaN }
  return mostFrequent(past.classCounts)
}
