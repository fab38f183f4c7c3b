/** Rows of a block that are scored, sorted by partition; the order within a partition is kept. */
export interface RowGroups {
  /** Numbers of the rows in the batch. */
  readonly rows: Int32Array
  readonly count: number
  /** Where the rows of each partition lie in `rows`. */
  readonly spans: readonly {
    readonly partition: number
    readonly start: number
    readonly end: number
  }[]
}

/**
 * Groups the rows `from` to `until` that have a partition and a label.
 * @param into room for the numbers of the rows
 */
export function groupRows(
  partitions: Int32Array,
  labels: Float64Array,
  from: number,
  until: number,
  into: Int32Array,
): RowGroups {
  const counts = new Map<number, number>()
  for (let row = from; row < until; row++) {
    if (!isScored(partitions, labels, row)) continue
    const partition = partitions[row] ?? -1
    counts.set(partition, (counts.get(partition) ?? 0) + 1)
  }
  const spans: { partition: number; start: number; end: number }[] = []
  const next = new Map<number, number>()
  let start = 0
  for (const [partition, count] of counts) {
    next.set(partition, start)
    spans.push({ partition, start, end: start + count })
    start += count
  }
  for (let row = from; row < until; row++) {
    if (!isScored(partitions, labels, row)) continue
    const partition = partitions[row] ?? -1
    const at = next.get(partition) ?? 0
    into[at] = row
    next.set(partition, at + 1)
  }
  return { rows: into, count: start, spans }
}

function isScored(partitions: Int32Array, labels: Float64Array, row: number): boolean {
  return (partitions[row] ?? -1) >= 0 && !Number.isNaN(labels[row] ?? Number.NaN)
}
