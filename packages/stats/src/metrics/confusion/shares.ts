import { wilson } from '../../intervals/wilson.ts'
import type { Finding } from '../define-metric.ts'
import type { Fault, Metric } from '../types.ts'
import { findThirdClass, tableMetric } from './cell-metric.ts'
import type { ConfusionTable } from './confusion-tally.ts'

/** Share of the rows predicted 1 that are labelled 1; Wilson's interval on those rows. */
export const precision: Metric = tableMetric({
  name: 'precision',
  title: 'Precision',
  tasks: ['binary', 'anomaly'],
  direction: 'higher',
  needs: 'label',
  definition: 'Share of the rows predicted 1 that are labelled 1.',
  formula: 'TP / (TP + FP)',
  range: '0 to 1',
  undefinedWhen: 'no row with weight is predicted 1',
  interval: { kind: 'analytic', method: 'Wilson', unit: 'rows predicted 1', from: 200 },
  ofTable: (table, level) =>
    findThirdClass(table) ??
    shareOf(table, [1, 3], level, {
      reason: 'no-positives',
      detail: 'No row with weight is predicted 1.',
    }),
})

/** Share of the rows labelled 1 that are predicted 1; Wilson's interval on those rows. */
export const recall: Metric = tableMetric({
  name: 'recall',
  title: 'Recall',
  tasks: ['binary', 'anomaly'],
  direction: 'higher',
  needs: 'label',
  definition: 'Share of the rows labelled 1 that are predicted 1.',
  formula: 'TP / (TP + FN)',
  range: '0 to 1',
  undefinedWhen: 'no row with weight is labelled 1',
  interval: { kind: 'analytic', method: 'Wilson', unit: 'rows labelled 1', from: 200 },
  ofTable: (table, level) =>
    findThirdClass(table) ??
    shareOf(table, [2, 3], level, {
      reason: 'no-positives',
      detail: 'No row with weight is labelled 1.',
    }),
})

/**
 * F-beta over all classes together (micro): with one label a row it is the accuracy, whatever beta;
 * Wilson's interval.
 */
export function fBetaMicro(beta: number, name = `f-beta-micro:${beta}`): Metric {
  return tableMetric({
    name,
    title: `F${beta} (micro)`,
    tasks: ['binary', 'multiclass'],
    direction: 'higher',
    needs: 'label',
    definition:
      'F-beta of the hits and misses of all classes together: with one label a row it is the accuracy.',
    formula: 'sum TP / sum (TP + FN)',
    range: '0 to 1',
    undefinedWhen: 'no row has weight',
    interval: { kind: 'analytic', method: 'Wilson', unit: 'rows', from: 400 },
    ofTable({ classes, weights, total, effectiveN }, level) {
      let hits = 0
      for (let k = 0; k < classes; k++) hits += weights[k * classes + k] as number // a cell
      const value = hits / total
      const interval = wilson(Math.min(1, value) * effectiveN, effectiveN, level)
      return { value, support: effectiveN, interval }
    },
  })
}

/** Share of the last cell (label and prediction 1) among some cells of a 2x2 matrix. */
function shareOf(
  { weights, squares }: ConfusionTable,
  cells: readonly [number, number],
  level: number,
  without: Fault,
): Finding {
  const sum = (of: Float64Array) => (of[cells[0]] as number) + (of[cells[1]] as number) // 2x2
  const weight = sum(weights)
  if (weight === 0) return without
  const value = (weights[3] as number) / weight
  const trials = (weight * weight) / sum(squares)
  return { value, support: trials, interval: wilson(value * trials, trials, level) }
}
