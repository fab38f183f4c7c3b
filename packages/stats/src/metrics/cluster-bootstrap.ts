import { DEFAULT_LEVEL, type Interval, requireLevel } from '../intervals/interval.ts'
import { poissonOf } from '../intervals/poisson-draw.ts'
import { hashOf } from './hash-of.ts'
import { createKeptRows, type KeptState } from './kept-rows.ts'
import type { LabelledBatch, Metric } from './types.ts'

/** A bootstrap over rows that pass by once, at a cost that is bounded whatever their number. */
export interface ClusterBootstrap {
  /**
   * Adds rows and keeps no reference to their arrays.
   *
   * @param names whole numbers of at least 0: of each row, which no other has, and of the cluster
   *   (a customer, a day) whose rows hang together; without clusters each row stands by itself
   * @throws RangeError when there are fewer names than rows
   */
  add(batch: LabelledBatch, names: RowNames): void
  /** @throws TypeError when the state is of another metric or seed */
  merge(state: ClusterBootstrapState): void
  state(): ClusterBootstrapState
  /**
   * An interval about the metric's value over all rows. Undefined with fewer than two clusters, or when
   * the metric is undefined for a resample.
   */
  interval(value: number, level?: number): Interval | undefined
}

export type RowNames = {
  readonly rows: ArrayLike<number>
  readonly clusters?: ArrayLike<number> | undefined
}

/** What was kept, as plain data that can be sent or stored. */
export type ClusterBootstrapState = KeptState & { readonly metric: string; readonly seed: number }

export type ClusterBootstrapOptions = {
  /** 0 to 2^32 - 1. */
  readonly seed: number
  readonly repetitions?: number
  /** Rows that are kept at most. */
  readonly mostRows?: number
}

/**
 * The Poisson bootstrap of a metric (J. Hanley and B. MacGibbon, Computer Methods and Programs in
 * Biomedicine 83 (2006)): in each repetition a cluster counts as often as a Poisson draw of mean 1
 * says, which depends on nothing but the seed, the repetition and the cluster's number.
 *
 * Of more rows than may be kept, clusters are drawn by chance, and the spread of the repetitions about
 * the value of those kept is carried to all by the root of the share that they are (subsampling at the
 * rate of a mean: D. Politis, J. Romano and M. Wolf, Subsampling, 1999). Where clusters are few and
 * long, all stay and rows of them are drawn instead, which makes the interval wider than need be and
 * never narrower. The cost is that of the metric over the kept rows, once for each repetition.
 *
 * The same rows in the same order, merged in the same order, give the same bits.
 *
 * @throws RangeError unless the seed is in 0..2^32 - 1, and there is at least one repetition and row
 */
export function createClusterBootstrap(
  metric: Metric,
  { seed, repetitions = 200, mostRows = 8192 }: ClusterBootstrapOptions,
): ClusterBootstrap {
  const isSeed = seed >= 0 && seed < 4294967296 && Number.isInteger(seed)
  if (!isSeed || !isCount(repetitions) || !isCount(mostRows)) {
    throw new RangeError(
      `The seed is ${seed}, the repetitions ${repetitions}, the rows ${mostRows}; ` +
        'give 0..2^32 - 1, and whole numbers of at least 1.',
    )
  }
  const kept = createKeptRows(metric.needs, seed, mostRows)
  return {
    add: kept.add,
    merge(state) {
      if (state.metric !== metric.name || state.seed !== seed) {
        throw new TypeError(
          `The state is of ${state.metric} with the seed ${state.seed}; expected ${metric.name} with ${seed}.`,
        )
      }
      kept.merge(state)
    },
    state: () => ({ ...kept.state(), metric: metric.name, seed }),
    interval(value, level = DEFAULT_LEVEL) {
      requireLevel(level)
      const { batch, clusters, share } = kept.rows()
      if (new Set(clusters).size < 2) return undefined
      const estimate = (weights: Float64Array | undefined) =>
        evaluate(metric, { ...batch, weights })
      const centre = estimate(batch.weights)
      const found = Float64Array.from({ length: repetitions }, (_, repetition) =>
        estimate(drawWeights(batch, clusters, seed, repetition)),
      )
      if (!found.every(Number.isFinite) || !Number.isFinite(centre)) return undefined
      return intervalOf(found, { value, centre, scale: Math.sqrt(share), level })
    },
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

function drawWeights(
  { weights }: LabelledBatch,
  clusters: Float64Array,
  seed: number,
  repetition: number,
): Float64Array {
  return clusters.map((cluster, row) => {
    const drawn = poissonOf(hashOf(seed, repetition, cluster))
    return drawn * (weights?.[row] ?? 1)
  })
}

function evaluate(metric: Metric, batch: LabelledBatch): number {
  const accumulator = metric.create()
  accumulator.add(batch)
  const found = accumulator.result()
  return found.kind === 'value' ? found.value : Number.NaN
}

/** The outer quantiles of the repetitions, as far from the value as they are from their centre. */
function intervalOf(
  found: Float64Array,
  {
    value,
    centre,
    scale,
    level,
  }: {
    readonly value: number
    readonly centre: number
    readonly scale: number
    readonly level: number
  },
): Interval {
  const sorted = found.toSorted()
  const at = (p: number) => {
    const position = p * (sorted.length - 1)
    const low = sorted[Math.floor(position)] as number // p lies in 0..1
    const high = sorted[Math.ceil(position)] as number
    const quantile = low + (high - low) * (position - Math.floor(position))
    return value + scale * (quantile - centre)
  }
  const tail = (1 - level) / 2
  return { low: at(tail), high: at(1 - tail), level, method: 'bootstrap-percentile' }
}
