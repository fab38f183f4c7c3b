import type { TimePartitions } from '../../../../datasets/index.ts'
import type { HistoryBlock } from './types.ts'

/** Rows of a block whose labels become known during the same partition. */
export interface KnownPart extends HistoryBlock {
  /** Number of that partition among the cells. */
  readonly cell: number
}

/**
 * The rows of a block by the partition in which their labels are known, which is the gap after the event;
 * in their order. Rows without an event time are in none.
 */
export function splitByCell(
  block: HistoryBlock,
  cells: TimePartitions,
  gap: number,
): readonly KnownPart[] {
  const places = new Map<number, number[]>()
  for (let i = 0; i < block.count; i++) {
    const cell = cells.indexOf((block.times[i] ?? Number.NaN) + gap)
    if (cell < 0) continue
    const known = places.get(cell)
    if (known === undefined) places.set(cell, [i])
    else known.push(i)
  }
  return [...places].map(([cell, rows]) => ({
    ...block,
    cell,
    count: rows.length,
    rows: Int32Array.from(rows, (i) => block.rows[i] ?? 0),
    labels: Float64Array.from(rows, (i) => block.labels[i] ?? Number.NaN),
    times: Float64Array.from(rows, (i) => block.times[i] ?? Number.NaN),
  }))
}
