import type { RunRoom } from './runs/run-room.ts'
import type {
  AccumulatorState,
  Estimate,
  Gathering,
  LabelledBatch,
  Metric,
  PredictionKind,
} from './types.ts'

/** Rows with every kind of prediction that the metrics of a set need. */
export type EvaluationBatch = Omit<LabelledBatch, 'predictions' | 'numbers'> & {
  readonly predictions: Readonly<Partial<Record<PredictionKind, Float64Array>>>
}

/** What metrics have written of rows (`RowNumbers.write`), by their names. */
export type WrittenNumbers = ReadonlyMap<string, Float64Array>

type Gathered = {
  readonly needs: PredictionKind
  /** What is gathered; of a mean the name of its metric. */
  readonly key: string
  readonly gathering: Gathering
}

/** The state of a set: what was gathered, by kind of prediction and key. */
export type MetricSetState = readonly {
  readonly needs: PredictionKind
  readonly state: AccumulatorState
}[]

/** Several metrics over the same rows; those that are computed from the same gather it once. */
export interface MetricSet {
  /**
   * @param written need not be computed again
   * @throws RangeError when predictions or a column that a metric needs are lacking
   */
  add(batch: EvaluationBatch, written?: WrittenNumbers): void
  /** @throws TypeError when the state is of other metrics */
  merge(state: MetricSetState): void
  state(): MetricSetState
  /** Lets go of its part of the room, after which it is not used any more. */
  release(): void
  /** By name of the metric. */
  results(level?: number): Readonly<Record<string, Estimate>>
}

/** What sets of metrics may share. */
export type MetricSetOptions = {
  /** Where metrics keep rows that must; in memory alone unless given. */
  readonly runs?: RunRoom | undefined
}

/**
 * Metrics that keep rows hold them in memory, up to 2^27 of a class; with a room, what has no place in it
 * goes to its store as sorted runs, which states then refer to. Results have the same bits either
 * way, in whatever order batches and states came.
 */
export function createMetricSet(
  metrics: readonly Metric[],
  { runs }: MetricSetOptions = {},
): MetricSet {
  const gathered = new Map<string, Gathered>()
  for (const { needs, gathers, joins } of metrics) {
    const key = keyOf(needs, gathers.key)
    const found = gathered.get(key) ?? { needs, key: gathers.key, gathering: gathers.create(runs) }
    gathered.set(key, found)
    joins(found.gathering)
  }
  const find = (needs: PredictionKind, key: string) => {
    const found = gathered.get(keyOf(needs, key))
    if (found !== undefined) return found.gathering
    throw new TypeError(`A state of ${key} over ${needs} is of none of the set's metrics.`)
  }
  return {
    add(batch, written) {
      for (const { needs, key, gathering } of gathered.values()) {
        const predictions = batch.predictions[needs]
        if (predictions === undefined) {
          throw new RangeError(`The batch has no predictions of the kind ${needs}.`)
        }
        gathering.add({ ...batch, predictions, numbers: written?.get(key) })
      }
    },
    merge(states) {
      for (const { needs, state } of states) find(needs, state.tally).merge(state)
    },
    state: () =>
      [...gathered.values()].map(({ needs, gathering }) => ({ needs, state: gathering.state() })),
    release() {
      for (const { gathering } of gathered.values()) gathering.release()
    },
    results: (level) =>
      Object.fromEntries(
        metrics.map((metric) => [
          metric.name,
          metric.estimate(find(metric.needs, metric.gathers.key), level),
        ]),
      ),
  }
}

/** Metrics of labels and of probabilities may gather the same, but from other numbers. */
function keyOf(needs: PredictionKind, key: string): string {
  return `${needs} ${key}`
}
