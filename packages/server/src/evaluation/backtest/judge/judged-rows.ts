import type { RowNames } from '@ratchet-ml/stats'
import type { LossRows } from './losses/partition-losses.ts'
import { reordered, type SlicedRows } from './slice-rows.ts'

/** Labelled rows of one partition, as what contenders answered to them is judged. */
export interface JudgedRows extends LossRows {
  readonly count: number
  readonly labels: Float64Array
  /** What tells rows and the blocks that they lie in apart, where intervals are drawn. */
  readonly names?: RowNames
  /** What tells queries apart, where metrics are of these; NaN is none. */
  readonly groups?: Float64Array | undefined
  /** By slicing column, the rows in the order of their slices, with their labels in that order. */
  readonly sorted: readonly (SlicedRows & { readonly labels: Float64Array })[]
}

/** @param sorted by slicing column */
export function judgedRows(
  labels: Float64Array,
  blocks: Int32Array,
  sorted: readonly SlicedRows[],
): JudgedRows {
  return {
    ...{ count: labels.length, labels, blocks },
    slices: sorted.map(({ slices }) => slices),
    sorted: sorted.map((one) => ({ ...one, labels: reordered(labels, one.order, 1) })),
  }
}
