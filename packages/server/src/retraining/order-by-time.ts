import type { TrainingColumn, TrainingData } from '@ratchet-ml/training'
import type { ColumnBatch } from '../datasets/types.ts'
import { GrowingNumbers } from './growing-numbers.ts'

/** Keeps the event times of the rows that are learned from. */
export class TimeGatherer {
  readonly #name: string
  readonly #times = new GrowingNumbers((length) => new Float64Array(length))

  constructor(name: string) {
    this.#name = name
  }

  /** Appends the rows of `batch` numbered in `rows[0..count)`. */
  add(batch: ColumnBatch, rows: Int32Array, count: number): void {
    const column = batch.columns.get(this.#name)
    if (column === undefined || column.kind === 'text') throw new TypeError('no column of times')
    for (let i = 0; i < count; i++) this.#times.push(column.values[rows[i] ?? 0] ?? Number.NaN)
  }

  get values(): Float64Array {
    return this.#times.values
  }
}

/**
 * The rows in order of their times: those of the same time stay in their order, those without one come
 * first, as nobody knows that they are news.
 */
export function inOrderOf(times: Float64Array, data: TrainingData): TrainingData {
  const early = (row: number) => {
    const time = times[row] ?? Number.NaN
    return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
  }
  if (isInOrder(times, early)) return data
  const order = Int32Array.from(times, (_, row) => row).sort((a, b) => {
    const [left, right] = [early(a), early(b)]
    return left === right ? a - b : left < right ? -1 : 1
  })
  return {
    ...data,
    features: data.features.map((feature) => permuted(feature, order)),
    label: Float64Array.from(order, (row) => data.label[row] ?? Number.NaN),
  }
}

function isInOrder(times: Float64Array, early: (row: number) => number): boolean {
  for (let row = 1; row < times.length; row++) if (early(row - 1) > early(row)) return false
  return true
}

function permuted(feature: TrainingColumn, order: Int32Array): TrainingColumn {
  if (feature.kind === 'category') {
    const { codes } = feature
    return { ...feature, codes: Int32Array.from(order, (row) => codes[row] ?? -1) }
  }
  const { values } = feature
  return { ...feature, values: Float64Array.from(order, (row) => values[row] ?? Number.NaN) }
}
