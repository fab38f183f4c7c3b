import { type DeltaScale, deltaInterval } from '../../intervals/delta.ts'
import { defineMetric, type Finding, type MetricDefinition } from '../define-metric.ts'
import { NO_WEIGHT, OVERFLOW } from '../faults.ts'
import type { Fault, Metric } from '../types.ts'
import { type ConfusionTable, type ConfusionTally, confusionTally } from './confusion-tally.ts'

/** A smooth function of a confusion matrix. */
export type CellFinding =
  | {
      readonly value: number
      /** The slope of the function along the share of each cell; up to a constant. */
      readonly gradient: Float64Array
    }
  | Fault

export type CellMetric = Omit<
  MetricDefinition<ConfusionTally>,
  'tally' | 'evaluate' | 'keepsRows'
> & {
  readonly scale: DeltaScale
  /** The table has weight. */
  readonly ofTable: (table: ConfusionTable) => CellFinding
}

/** A metric of the confusion matrix, with the interval of the delta method. */
export function cellMetric({ scale, ofTable, ...description }: CellMetric): Metric {
  return tableMetric({
    ...description,
    ofTable(table, level, n) {
      const found = ofTable(table)
      if ('reason' in found) return found
      const error = standardErrorOf(table, found.gradient, n)
      const interval = deltaInterval(found.value, error, scale, level)
      return { value: found.value, support: table.effectiveN, interval }
    },
  })
}

/** A metric of the confusion matrix that makes its own interval. */
export function tableMetric({
  ofTable,
  ...description
}: Omit<CellMetric, 'scale' | 'ofTable'> & {
  readonly ofTable: (table: ConfusionTable, level: number, n: number) => Finding
}): Metric {
  return defineMetric({
    ...description,
    keepsRows: false,
    tally: confusionTally,
    evaluate(tally, level, n) {
      const table = tally.table()
      if (table.total === 0) return NO_WEIGHT
      return Number.isFinite(table.total) ? ofTable(table, level, n) : OVERFLOW
    },
  })
}

/**
 * sqrt(n / (n - 1) * sum w^2 (g - mean g)^2) / sum w over the rows, g being the gradient at the
 * row's cell: the delta method for a function of weighted shares; 0 for a single row.
 */
function standardErrorOf(
  { weights, squares, total }: ConfusionTable,
  gradient: Float64Array,
  n: number,
): number {
  let mean = 0
  weights.forEach((weight, cell) => {
    if (weight > 0) mean += (weight / total) * (gradient[cell] as number) // equally long
  })
  let sum = 0
  squares.forEach((square, cell) => {
    const from = (gradient[cell] as number) - mean
    if (square > 0) sum += square * from * from
  })
  return n > 1 ? Math.sqrt((sum * n) / (n - 1)) / total : 0
}

/** Sums of a matrix by label and by prediction. */
export function marginsOf({ classes, weights }: ConfusionTable) {
  const labels = new Float64Array(classes)
  const predictions = new Float64Array(classes)
  weights.forEach((weight, cell) => {
    const label = Math.floor(cell / classes)
    const prediction = cell % classes
    labels[label] = (labels[label] as number) + weight // both are below `classes`
    predictions[prediction] = (predictions[prediction] as number) + weight
  })
  return { labels, predictions }
}

/** Two classes at most, as a fault where there are more. */
export function findThirdClass({ classes }: ConfusionTable): Fault | undefined {
  if (classes <= 2) return undefined
  const detail = `A label or a prediction is ${classes - 1}; expected 0 or 1.`
  return { reason: 'invalid-label', detail }
}
