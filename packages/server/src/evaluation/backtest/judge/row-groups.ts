/** Rows of a block that are scored, sorted by partition; the order within a partition is kept. */
export interface RowGroups {
  /** Numbers of the rows in the batch. */
  readonly rows: Int32Array
  readonly count: number
  /** Where the rows of each partition lie in `rows`. */
  readonly spans: readonly RowSpan[]
}

export interface RowSpan {
  readonly partition: number
  readonly start: number
  readonly end: number
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
  const counts = countByPartition(partitions, labels, from, until)
  const [only] = counts
  if (counts.size <= 1) return oneGroup(only, partitions, labels, from, until, into)
  const spans: RowSpan[] = []
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

/** Rows in order of time have one partition after the other, which is asked for once a run. */
function countByPartition(
  partitions: Int32Array,
  labels: Float64Array,
  from: number,
  until: number,
): Map<number, number> {
  const counts = new Map<number, number>()
  let last = -1
  let run = 0
  for (let row = from; row < until; row++) {
    if (!isScored(partitions, labels, row)) continue
    const partition = partitions[row] as number // rows are within the batch
    if (partition !== last) {
      if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run)
      last = partition
      run = 0
    }
    run++
  }
  if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run)
  return counts
}

function oneGroup(
  only: readonly [number, number] | undefined,
  partitions: Int32Array,
  labels: Float64Array,
  from: number,
  until: number,
  into: Int32Array,
): RowGroups {
  if (only === undefined) return { rows: into, count: 0, spans: [] }
  let count = 0
  for (let row = from; row < until; row++) {
    if (isScored(partitions, labels, row)) into[count++] = row
  }
  return { rows: into, count, spans: [{ partition: only[0], start: 0, end: count }] }
}

function isScored(partitions: Int32Array, labels: Float64Array, row: number): boolean {
  return (partitions[row] as number) >= 0 && !Number.isNaN(labels[row] as number) // within the batch
}
