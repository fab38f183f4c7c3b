import type { PredictionKind } from '@ratchet-ml/stats'
import type { Column, Levels } from '../../../../datasets/types.ts'
import { missingBoolean } from '../../../../datasets/types.ts'
import { rowOf } from './constant.ts'
import { drift } from './rules/drift.ts'
import { lastValue } from './rules/last-value.ts'
import { seasonalNaive } from './rules/seasonal-naive.ts'
import type { Predictor, PredictorWorld, SeriesPoints, SeriesRecipe } from './types.ts'

/** What is said of a row of a series at an event time, in microseconds UTC. */
export type SeriesRule = (points: SeriesPoints, time: number) => number

/** Says of each row what the past of its series leads to expect. */
export function openSeries(
  recipe: SeriesRecipe,
  { task, kinds, capacity, zone }: PredictorWorld,
): Predictor {
  const kind: PredictionKind = task === 'regression' ? 'value' : 'label'
  const [otherwise = Number.NaN] = rowOf(recipe.otherwise).get(kind) ?? []
  const say = ruleOf(recipe, (time) => zone.toLocal(time))
  const pointsOf = pointsFinder(recipe)
  const room = new Float64Array(capacity)
  const answers = kinds.has(kind) ? { [kind]: room } : {}
  return {
    gives: new Set(kinds.has(kind) ? [kind] : []),
    predict({ batch, rows, count, times }) {
      const column = recipe.column === undefined ? undefined : batch.columns.get(recipe.column)
      if (recipe.column !== undefined && column === undefined) {
        throw new TypeError(`the batch has no column ${recipe.column}`)
      }
      for (let i = 0; i < count; i++) {
        const points = pointsOf(column, rows[i] ?? 0)
        room[i] = points === undefined ? otherwise : say(points, times[i] ?? Number.NaN)
      }
      return answers
    },
  }
}

function ruleOf(
  { rule, season, isLocal }: SeriesRecipe,
  toLocal: (time: number) => number,
): SeriesRule {
  switch (rule) {
    case 'last-value':
      return lastValue
    case 'drift':
      return drift
    case 'seasonal-naive':
      if (season === undefined) throw new TypeError('a season of no length')
      return seasonalNaive(season, isLocal === true ? toLocal : (time) => time)
  }
}

/** Finds the series of a row by the text of its value; by code where columns hold codes. */
function pointsFinder({ series }: Pick<SeriesRecipe, 'series'>) {
  const byCode = new WeakMap<Levels, (SeriesPoints | undefined)[]>()
  const whole = series.get('')
  return (column: Column | undefined, row: number): SeriesPoints | undefined => {
    if (column === undefined) return whole
    if (column.kind !== 'text') return series.get(seriesName(column, row))
    const code = column.codes[row] ?? -1
    if (code < 0) return whole
    const known = byCode.get(column.levels) ?? []
    if (!(code in known)) {
      known[code] = series.get(column.levels.texts[code] ?? '')
      byCode.set(column.levels, known)
    }
    return known[code]
  }
}

/** The name of the series of a row: the text of its value, empty where that is missing. */
export function seriesName(column: Column, row: number): string {
  switch (column.kind) {
    case 'text':
      return column.levels.texts[column.codes[row] ?? -1] ?? ''
    case 'boolean': {
      const value = column.values[row]
      return value === missingBoolean ? '' : String(value === 1)
    }
    case 'number':
    case 'timestamp': {
      const value = column.values[row] ?? Number.NaN
      return Number.isNaN(value) ? '' : String(value)
    }
  }
}
