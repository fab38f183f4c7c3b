import { DEFAULT_LEVEL, type Interval, requireLevel } from '../intervals/interval.ts'
import { poissonOf } from '../intervals/poisson-draw.ts'
import type { Accumulator, AccumulatorState, LabelledBatch, Metric } from './types.ts'

/** A bootstrap over rows that pass by once, in any number of places. */
export interface PoissonBootstrap {
  /**
   * @param clusters a whole number for each row; rows of one cluster are drawn together
   * @throws RangeError when there are fewer clusters than rows
   */
  add(batch: LabelledBatch, clusters: ArrayLike<number>): void
  /** @throws RangeError when the other has another number of repetitions */
  merge(states: readonly AccumulatorState[]): void
  states(): readonly AccumulatorState[]
  /** Between the outer quantiles of the repetitions; undefined when one has no value. */
  interval(level?: number): Interval | undefined
}

/**
 * The Poisson bootstrap (J. Hanley and B. MacGibbon, Computer Methods and Programs in Biomedicine 83
 * (2006)) of a metric: in each repetition a cluster counts as often as a Poisson draw of mean 1
 * says, which depends on nothing but the seed, the repetition and the cluster's number. So the
 * interval has the same bits whatever the order of rows, batches and merges. It takes the time and
 * memory of the metric once for each repetition.
 *
 * @throws RangeError unless the seed is in 0..2^32 - 1 and there is at least one repetition
 */
export function createPoissonBootstrap(
  metric: Metric,
  { seed, repetitions = 200 }: { readonly seed: number; readonly repetitions?: number },
): PoissonBootstrap {
  if (!(seed >= 0 && seed < 4294967296 && Number.isInteger(seed)) || repetitions < 1) {
    throw new RangeError(
      `The seed is ${seed}, the repetitions ${repetitions}; give 0..2^32 - 1 and at least 1.`,
    )
  }
  const accumulators: readonly Accumulator[] = Array.from({ length: repetitions }, metric.create)
  return {
    add(batch, clusters) {
      const count = batch.count ?? batch.labels.length
      if (clusters.length < count) {
        throw new RangeError(`There are ${clusters.length} clusters for ${count} rows.`)
      }
      const weights = new Float64Array(count)
      accumulators.forEach((accumulator, repetition) => {
        for (let row = 0; row < count; row++) {
          const drawn = poissonOf(hash(seed, repetition, clusters[row] as number)) // in range
          weights[row] = drawn * (batch.weights?.[row] ?? 1)
        }
        accumulator.add({ ...batch, weights })
      })
    },
    merge(states) {
      if (states.length !== repetitions) {
        throw new RangeError(`There are ${states.length} states for ${repetitions} repetitions.`)
      }
      states.forEach((state, i) => {
        accumulators[i]?.merge(state)
      })
    },
    states: () => accumulators.map((accumulator) => accumulator.state()),
    interval(level = DEFAULT_LEVEL) {
      requireLevel(level)
      return intervalOf(accumulators, level)
    },
  }
}

function intervalOf(accumulators: readonly Accumulator[], level: number): Interval | undefined {
  const values = accumulators.map((accumulator) => {
    const found = accumulator.result()
    return found.kind === 'value' ? found.value : Number.NaN
  })
  if (!values.every(Number.isFinite)) return undefined
  const sorted = Float64Array.from(values).sort()
  const at = (p: number) => {
    const position = p * (sorted.length - 1)
    const below = Math.floor(position)
    const low = sorted[below] as number // p lies in 0..1
    return low + ((sorted[Math.ceil(position)] as number) - low) * (position - below)
  }
  const tail = (1 - level) / 2
  return { low: at(tail), high: at(1 - tail), level, method: 'bootstrap-percentile' }
}

/** 32 bits of seed, repetition and cluster, mixed by the finalizer of MurmurHash3. */
function hash(seed: number, repetition: number, cluster: number): number {
  const high = Math.floor(cluster / 4294967296)
  return mix(mix(mix(mix(seed) + repetition) + high) + cluster) >>> 0
}

function mix(x: number): number {
  let h = (x + 0x9e3779b9) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
