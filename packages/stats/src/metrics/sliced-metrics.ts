import {
  createMetricSet,
  type EvaluationBatch,
  type MetricSet,
  type MetricSetOptions,
  type MetricSetState,
} from './metric-set.ts'
import { widthOfKind } from './rows.ts'
import type { Estimate, Metric, PredictionKind } from './types.ts'

/** What each slice gathered, as plain data that can be sent to another thread or stored. */
export type SlicedState = ReadonlyMap<number, MetricSetState>

/** Metrics by slice, such as a region or the horizon of a forecast, and over all rows. */
export interface SlicedMetrics {
  /**
   * Adds rows, each to one slice.
   *
   * @param slices a whole number for each row, that of its slice
   * @throws RangeError when there are fewer slices than rows, or one is no whole number of at least 0
   */
  add(batch: EvaluationBatch, slices: ArrayLike<number>): void
  /**
   * Adds what others have seen of other rows; the bits of results do not depend on the order.
   *
   * @throws TypeError when the state is of other metrics
   */
  merge(state: SlicedState): void
  state(): SlicedState
  /** The slices that had rows, in ascending order. */
  slices(): readonly number[]
  ofSlice(slice: number, level?: number): Readonly<Record<string, Estimate>>
  /** Over all rows: what the slices gathered, merged. */
  overall(level?: number): Readonly<Record<string, Estimate>>
}

const COLUMNS = ['weights', 'groups', 'times', 'absoluteScales', 'squaredScales'] as const

export function createSlicedMetrics(
  metrics: readonly Metric[],
  options: MetricSetOptions = {},
): SlicedMetrics {
  const sets = new Map<number, MetricSet>()
  const scratch: Scratch = new Map()
  const setOf = (slice: number) => {
    const known = sets.get(slice)
    if (known !== undefined) return known
    const set = createMetricSet(metrics, options)
    sets.set(slice, set)
    return set
  }
  return {
    add(batch, slices) {
      const { order, spans } = orderBySlice(batch, slices)
      const ordered = inOrder(batch, order, scratch)
      for (const { slice, from, end } of spans) setOf(slice).add(cut(ordered, from, end))
    },
    merge(state) {
      for (const [slice, own] of state) setOf(slice).merge(own)
    },
    state: () => new Map([...sets].map(([slice, set]) => [slice, set.state()])),
    slices: () => [...sets.keys()].sort((a, b) => a - b),
    ofSlice: (slice, level) => (sets.get(slice) ?? createMetricSet(metrics)).results(level),
    overall(level) {
      const all = createMetricSet(metrics, options)
      for (const set of sets.values()) all.merge(set.state())
      const results = all.results(level)
      all.release()
      return results
    },
  }
}

/** Rows of one slice, from a place in the order until another. */
type Span = { readonly slice: number; readonly from: number; readonly end: number }

/** The rows in the order of their slices, those of a slice as they came. */
function orderBySlice(
  batch: EvaluationBatch,
  slices: ArrayLike<number>,
): { readonly order: Uint32Array; readonly spans: readonly Span[] } {
  const count = batch.count ?? batch.labels.length
  if (slices.length < count) {
    throw new RangeError(
      `There are ${slices.length} slices for ${count} rows; give one for each row.`,
    )
  }
  const places = new Map<number, number>()
  const placeOf = new Uint32Array(count)
  const counts: number[] = []
  let last = -1
  let place = 0
  for (let row = 0; row < count; row++) {
    const slice = slices[row] as number // row is below the length
    if (slice !== last) {
      place = placeIn(places, slice)
      last = slice
    }
    placeOf[row] = place
    counts[place] = (counts[place] ?? 0) + 1
  }
  let sum = 0
  const starts = Uint32Array.from(counts, (size) => {
    sum += size
    return sum - size
  })
  const spans = [...places].map(([slice, at]) => {
    const from = starts[at] as number // every place has a start
    return { slice, from, end: from + (counts[at] ?? 0) }
  })
  const order = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    const own = placeOf[row] as number // places of the slices counted
    const at = starts[own] as number
    order[at] = row
    starts[own] = at + 1
  }
  return { order, spans }
}

function placeIn(places: Map<number, number>, slice: number): number {
  const known = places.get(slice)
  if (known !== undefined) return known
  if (!(slice >= 0 && Math.floor(slice) === slice)) {
    throw new RangeError(`A slice is ${slice}; give whole numbers of at least 0.`)
  }
  places.set(slice, places.size)
  return places.size - 1
}

/** Arrays for copies of columns, by name, that are used again for the next batch. */
type Scratch = Map<string, Float64Array>

/** The batch with its rows in another order, in copies. */
function inOrder(batch: EvaluationBatch, rows: Uint32Array, scratch: Scratch): EvaluationBatch {
  const { labels, predictions, classes } = batch
  const copy = (name: string, values: Float64Array, width: number) =>
    gather(values, rows, width, roomIn(scratch, name, rows.length * width))
  const result: { -readonly [K in keyof EvaluationBatch]: EvaluationBatch[K] } = {
    labels: copy('labels', labels, 1),
    classes,
    predictions: {},
  }
  result.predictions = Object.fromEntries(
    kindsOf(predictions).flatMap((kind) => {
      const own = predictions[kind]
      return own === undefined ? [] : [[kind, copy(kind, own, widthOfKind(kind, classes))]]
    }),
  )
  for (const column of COLUMNS) {
    const own = batch[column]
    if (own !== undefined) result[column] = copy(column, own, 1)
  }
  return result
}

/** The rows from a place until another, over the same memory. */
function cut(batch: EvaluationBatch, from: number, end: number): EvaluationBatch {
  const { labels, predictions, classes } = batch
  const result: { -readonly [K in keyof EvaluationBatch]: EvaluationBatch[K] } = {
    labels: labels.subarray(from, end),
    classes,
    predictions: Object.fromEntries(
      kindsOf(predictions).map((kind) => {
        const width = widthOfKind(kind, classes)
        return [kind, predictions[kind]?.subarray(from * width, end * width)]
      }),
    ),
  }
  for (const column of COLUMNS) result[column] = batch[column]?.subarray(from, end)
  return result
}

function kindsOf(predictions: EvaluationBatch['predictions']): PredictionKind[] {
  return Object.keys(predictions) as PredictionKind[] // it has no other keys
}

function gather(
  values: Float64Array,
  rows: Uint32Array,
  width: number,
  into: Float64Array,
): Float64Array {
  for (let k = 0; k < width; k++) {
    for (let i = 0, at = k; i < rows.length; i++, at += width) {
      into[at] = values[(rows[i] as number) * width + k] as number // rows of the batch
    }
  }
  return into
}

function roomIn(scratch: Scratch, name: string, length: number): Float64Array {
  const known = scratch.get(name)
  if (known !== undefined && known.length >= length) return known.subarray(0, length)
  const made = new Float64Array(length)
  scratch.set(name, made)
  return made
}
