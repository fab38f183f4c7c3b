import {
  type BootstrapOptions,
  bootstrapInterval,
  type Resampling,
} from '../intervals/bootstrap.ts'
import type { Interval } from '../intervals/interval.ts'
import type { LabelledBatch, Metric } from './types.ts'

/** How rows hang together: each by itself, in clusters (a number for each row), or in their order. */
export type Dependence =
  | { readonly kind: 'rows' }
  | { readonly kind: 'clusters'; readonly ofRow: ArrayLike<number> }
  | { readonly kind: 'blocks'; readonly length: number }

/**
 * Bootstrap interval of any metric over rows in memory: clusters, or blocks of rows in their order,
 * are drawn with replacement, and the metric is evaluated with weights times how often its rows
 * came. Undefined where the metric is undefined for the rows or for a resample.
 *
 * @throws RangeError when there are fewer clusters than rows, or the options are out of range
 */
export function bootstrapMetric(
  metric: Metric,
  batch: LabelledBatch,
  dependence: Dependence,
  options: BootstrapOptions & { readonly poisson?: boolean },
): Interval | undefined {
  const { resampling, clusterOf } = toResampling(batch, dependence, options.poisson ?? false)
  return bootstrapInterval(
    resampling,
    (times) => weightedValue(metric, batch, times, clusterOf),
    options,
  )
}

/**
 * Bootstrap interval of the difference of a metric between two predictors of the same rows, a - b:
 * both see the same resamples, so that what they have in common cancels.
 *
 * @throws RangeError when the rows differ in number, there are fewer clusters than rows, or the
 *   options are out of range
 */
export function bootstrapDifference(
  metric: Metric,
  [a, b]: readonly [LabelledBatch, LabelledBatch],
  dependence: Dependence,
  options: BootstrapOptions & { readonly poisson?: boolean },
): Interval | undefined {
  if (rowsOf(a) !== rowsOf(b)) {
    throw new RangeError(
      `There are ${rowsOf(a)} and ${rowsOf(b)} rows; give predictions of the same.`,
    )
  }
  const { resampling, clusterOf } = toResampling(a, dependence, options.poisson ?? false)
  const statistic = (times: Float64Array) =>
    weightedValue(metric, a, times, clusterOf) - weightedValue(metric, b, times, clusterOf)
  return bootstrapInterval(resampling, statistic, options)
}

function rowsOf({ count, labels }: LabelledBatch): number {
  return count ?? labels.length
}

function toResampling(
  batch: LabelledBatch,
  dependence: Dependence,
  poisson: boolean,
): { resampling: Resampling; clusterOf: Uint32Array | undefined } {
  const rows = rowsOf(batch)
  const kind = poisson ? 'poisson' : 'clusters'
  if (dependence.kind === 'rows') return { resampling: { kind, count: rows }, clusterOf: undefined }
  if (dependence.kind === 'blocks') {
    const { length } = dependence
    return { resampling: { kind: 'blocks', count: rows, length }, clusterOf: undefined }
  }
  const { ofRow } = dependence
  if (ofRow.length < rows) {
    throw new RangeError(
      `There are ${ofRow.length} clusters for ${rows} rows; give one for each row.`,
    )
  }
  const places = new Map<number, number>()
  const clusterOf = Uint32Array.from({ length: rows }, (_, row) => {
    const cluster = ofRow[row] as number // row is below the length
    const known = places.get(cluster)
    if (known === undefined) places.set(cluster, places.size)
    return known ?? places.size - 1
  })
  return { resampling: { kind, count: places.size }, clusterOf }
}

function weightedValue(
  metric: Metric,
  batch: LabelledBatch,
  times: Float64Array,
  clusterOf: Uint32Array | undefined,
): number {
  const weights = Float64Array.from({ length: rowsOf(batch) }, (_, row) => {
    const drawn = times[clusterOf?.[row] ?? row] as number // clusters were numbered for `times`
    return drawn * (batch.weights?.[row] ?? 1)
  })
  const accumulator = metric.create()
  accumulator.add({ ...batch, weights })
  const found = accumulator.result()
  return found.kind === 'value' ? found.value : Number.NaN
}
