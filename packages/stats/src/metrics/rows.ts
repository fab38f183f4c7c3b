import { fault } from './faults.ts'
import type { Column, Fault, LabelledBatch, PredictionKind, Rows } from './types.ts'

/**
 * How many predictions a row has: one of any kind, one probability of two classes, one for each
 * class when there are more than two, the two ends of an interval, or a number and its divisor.
 */
export type RowShape = 'single' | 'two-classes' | 'per-class' | 'interval' | 'pair'

/**
 * @throws RangeError when an array is shorter than the count says, a column is lacking, or there
 *   are more than two classes where the metric knows two
 */
export function readRows(
  batch: LabelledBatch,
  shape: RowShape,
  reads: readonly Column[] = [],
): Rows {
  const { labels, predictions, weights, numbers, classes = 2 } = batch
  if (shape === 'two-classes' && classes > 2) {
    throw new RangeError(`The batch has ${classes} classes; this metric is defined for 2.`)
  }
  const width = widthOf(shape, classes)
  const columns = reads.map((name) => requireColumn(batch, name))
  const count = batch.count ?? labels.length
  const shortest = Math.min(
    labels.length,
    Math.floor(predictions.length / width),
    weights?.length ?? labels.length,
    numbers?.length ?? labels.length,
    ...columns.map((column) => column.length),
  )
  if (!Number.isSafeInteger(count) || count < 0 || count > shortest) {
    throw new RangeError(
      `The batch is to hold ${count} rows but its arrays hold ${shortest} (labels ` +
        `${labels.length}, predictions ${predictions.length} in ${width} columns, weights ` +
        `${weights?.length ?? 'none'}${reads.map((name, i) => `, ${name} ${columns[i]?.length}`).join('')}); ` +
        'give arrays of equal length, or a smaller count.',
    )
  }
  return { labels, predictions, count, classes, weights, columns, numbers }
}

function widthOf(shape: RowShape, classes: number): number {
  if (shape === 'interval' || shape === 'pair') return 2
  return shape === 'per-class' && classes > 2 ? classes : 1
}

/** How many numbers a row has in the predictions of a kind. */
export function widthOfKind(kind: PredictionKind, classes: number | undefined): number {
  if (kind === 'interval' || kind.startsWith('pair:')) return 2
  return kind === 'probability' && classes !== undefined && classes > 2 ? classes : 1
}

function requireColumn(batch: LabelledBatch, name: Column): Float64Array {
  const column = batch[name]
  if (column !== undefined) return column
  throw new RangeError(`The batch has no ${name}; this metric needs them for every row.`)
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
