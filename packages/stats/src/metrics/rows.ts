import { fault } from './faults.ts'
import type { AccumulatorState, Fault, LabelledBatch } from './types.ts'

/** The rows of a batch after its arrays were found long enough. */
export type Rows = {
  readonly labels: Float64Array
  readonly predictions: Float64Array
  readonly count: number
  readonly classes: number
  readonly weights: Float64Array | undefined
}

/**
 * How many predictions a row has: one of any kind, one probability of two classes, or one for each
 * class when there are more than two.
 */
export type RowShape = 'single' | 'two-classes' | 'per-class'

/**
 * @throws RangeError when an array is shorter than the count says, or for more than two classes
 *   where the metric knows two
 */
export function readRows(batch: LabelledBatch, shape: RowShape): Rows {
  const { labels, predictions, weights, classes = 2 } = batch
  if (shape === 'two-classes' && classes > 2) {
    throw new RangeError(`The batch has ${classes} classes; this metric is defined for 2.`)
  }
  const columns = shape === 'per-class' && classes > 2 ? classes : 1
  const count = batch.count ?? labels.length
  const shortest = Math.min(
    labels.length,
    Math.floor(predictions.length / columns),
    weights?.length ?? labels.length,
  )
  if (!Number.isSafeInteger(count) || count < 0 || count > shortest) {
    throw new RangeError(
      `The batch is to hold ${count} rows but its arrays hold ${shortest} (labels ` +
        `${labels.length}, predictions ${predictions.length} in ${columns} columns, weights ` +
        `${weights?.length ?? 'none'}); give arrays of equal length, or a smaller count.`,
    )
  }
  return { labels, predictions, count, classes, weights }
}

/** The first weight that is not a finite number >= 0, as a fault. */
export function findWeightFault({ weights, count }: Rows): Fault | undefined {
  if (weights === undefined) return undefined
  for (let i = 0; i < count; i++) {
    const weight = weights[i] as number // count does not exceed the length
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      return fault('invalid-weight', 'weight', weight, 'a finite number of at least 0')
    }
  }
  return undefined
}

/** @throws TypeError when the state is of another metric */
export function requireSameMetric(metric: string, state: AccumulatorState): void {
  if (state.metric === metric) return
  throw new TypeError(`A state of ${state.metric} cannot be merged into ${metric}.`)
}
