import { createMetricSet, type EvaluationBatch, type MetricSet } from './metric-set.ts'
import type { Estimate, Metric } from './types.ts'

/** Metrics by slice, such as a region or the horizon of a forecast, and over all rows. */
export interface SlicedMetrics {
  /**
   * Adds rows, each to one slice.
   *
   * @param slices a whole number for each row, that of its slice
   * @throws RangeError when there are fewer slices than rows, or one is no whole number of at least 0
   */
  add(batch: EvaluationBatch, slices: ArrayLike<number>): void
  /** The slices that had rows, in ascending order. */
  slices(): readonly number[]
  ofSlice(slice: number, level?: number): Readonly<Record<string, Estimate>>
  /** Over all rows: what the slices gathered, merged. */
  overall(level?: number): Readonly<Record<string, Estimate>>
}

const COLUMNS = ['weights', 'groups', 'times', 'absoluteScales', 'squaredScales'] as const

export function createSlicedMetrics(metrics: readonly Metric[]): SlicedMetrics {
  const sets = new Map<number, MetricSet>()
  const setOf = (slice: number) => {
    const known = sets.get(slice)
    if (known !== undefined) return known
    const set = createMetricSet(metrics)
    sets.set(slice, set)
    return set
  }
  return {
    add(batch, slices) {
      for (const [slice, rows] of rowsBySlice(batch, slices)) setOf(slice).add(taken(batch, rows))
    },
    slices: () => [...sets.keys()].sort((a, b) => a - b),
    ofSlice: (slice, level) => (sets.get(slice) ?? createMetricSet(metrics)).results(level),
    overall(level) {
      const all = createMetricSet(metrics)
      for (const set of sets.values()) all.merge(set.state())
      return all.results(level)
    },
  }
}

function rowsBySlice(
  batch: EvaluationBatch,
  slices: ArrayLike<number>,
): ReadonlyMap<number, Uint32Array> {
  const count = batch.count ?? batch.labels.length
  if (slices.length < count) {
    throw new RangeError(
      `There are ${slices.length} slices for ${count} rows; give one for each row.`,
    )
  }
  const counts = new Map<number, number>()
  for (let row = 0; row < count; row++) {
    const slice = slices[row] as number // row is below the length
    if (!(slice >= 0 && Math.floor(slice) === slice)) {
      throw new RangeError(`A slice is ${slice}; give whole numbers of at least 0.`)
    }
    counts.set(slice, (counts.get(slice) ?? 0) + 1)
  }
  const rows = new Map([...counts].map(([slice, size]) => [slice, new Uint32Array(size)]))
  const filled = new Map<number, number>()
  for (let row = 0; row < count; row++) {
    const slice = slices[row] as number
    const at = filled.get(slice) ?? 0
    const own = rows.get(slice)
    if (own !== undefined) own[at] = row
    filled.set(slice, at + 1)
  }
  return rows
}

/** Some rows of a batch, in copies. */
function taken(batch: EvaluationBatch, rows: Uint32Array): EvaluationBatch {
  const { labels, predictions, classes } = batch
  const width = { label: 1, value: 1, interval: 2, probability: widthOf(classes) }
  const result: { -readonly [K in keyof EvaluationBatch]: EvaluationBatch[K] } = {
    labels: gather(labels, rows, 1),
    classes,
    predictions: {},
  }
  result.predictions = Object.fromEntries(
    (['label', 'value', 'interval', 'probability'] as const).flatMap((kind) => {
      const own = predictions[kind]
      return own === undefined ? [] : [[kind, gather(own, rows, width[kind])]]
    }),
  )
  for (const column of COLUMNS) {
    const own = batch[column]
    if (own !== undefined) result[column] = gather(own, rows, 1)
  }
  return result
}

function widthOf(classes: number | undefined): number {
  return classes !== undefined && classes > 2 ? classes : 1
}

function gather(values: Float64Array, rows: Uint32Array, width: number): Float64Array {
  const result = new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width // rows of the batch
    for (let k = 0; k < width; k++) result[i * width + k] = values[from + k] as number
  }
  return result
}
