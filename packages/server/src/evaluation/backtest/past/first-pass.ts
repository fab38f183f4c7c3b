import type { Dataset } from '../../../datasets/index.ts'
import { type Answered, labelReader } from '../../label-reader.ts'
import type { History } from '../contenders/history/types.ts'
import { chosenValues } from '../judge/chosen-values.ts'
import { groupRows } from '../judge/row-groups.ts'
import { QuantileCells } from '../judge/shapes/quantile-cells.ts'
import type { PartitionBy, PartitionRef, TimeSpan } from '../types.ts'
import { partitioner, timesOf } from './partitioner.ts'

export interface FirstPassOptions {
  readonly dataset: Dataset
  /** Says what labels are. */
  readonly question: Answered
  readonly label: string
  readonly time: string | undefined
  readonly by: PartitionBy
  /** Where versions were trained. */
  readonly windows: readonly TimeSpan[]
  /** Is told of every labelled row in a partition. */
  readonly history: History
  readonly signal?: AbortSignal
  /** Told how many more rows were read. */
  readonly onRows?: (more: number) => void
}

/** A partition and how many rows it has. */
export interface CountedPartition {
  readonly ref: PartitionRef
  readonly rows: number
  readonly unlabelled: number
}

/** What labels and times alone say. */
export interface FirstPass {
  readonly rows: number
  /** Rows in no partition, for want of an event time or of a value. */
  readonly outside: number
  /** In order of time, or of the values. */
  readonly partitions: readonly CountedPartition[]
  /** Of regression: between the bins of predicted values, twentieths of the labels. */
  readonly residualEdges: readonly number[]
}

/**
 * Reads labels and event times alone, for the partitions and for what baselines may know.
 *
 * @throws Problem `data-column-missing`, `data-unreadable`, `usage` for too many partitions
 */
export async function readFirstPass(options: FirstPassOptions): Promise<FirstPass> {
  const { dataset, question, label, time, by, windows, history, signal } = options
  const partitions = partitioner({ by, time, zone: dataset.zone, windows })
  const readLabels = labelReader(question, dataset.column(label))
  const cells = question.task === 'regression' ? new QuantileCells() : undefined
  const tallies: Tally[] = []
  let rows = 0
  let outside = 0
  const columns = [...new Set([label, ...listed(time), ...columnsOf(by), ...history.columns])]
  const reading = { columns, isPassing: true as const, ...(signal && { signal }) }
  for await (const batch of dataset.read(reading)) {
    const column = batch.columns.get(label)
    if (column === undefined) throw new TypeError('no label')
    const labels = readLabels(column, rows)
    const times = timesOf(batch, time)
    const indexes = partitions.indexesOf(batch)
    outside += count(tallies, indexes, labels, times)
    const chosen = new Int32Array(batch.count)
    const { spans } = groupRows(indexes, labels, 0, batch.count, chosen)
    for (const { partition, start, end } of spans) {
      const own = chosen.subarray(start, end)
      const ownLabels = chosenValues(labels, own, true)
      history.add({
        partition: partitions.found[partition]?.name ?? '',
        ...{ batch, rows: own, count: own.length, labels: ownLabels },
        times: chosenValues(times, own, true),
      })
      if (cells !== undefined) for (const value of ownLabels) addFinite(cells, value)
    }
    rows += batch.count
    options.onRows?.(batch.count)
    signal?.throwIfAborted()
  }
  const counted = partitions.found.map((ref, i) => toCounted(ref, tallies[i] ?? newTally()))
  return { rows, outside, partitions: inOrder(counted), residualEdges: edgesOf(cells) }
}

interface Tally {
  rows: number
  unlabelled: number
  first: number
  last: number
}

function newTally(): Tally {
  return { rows: 0, unlabelled: 0, first: Infinity, last: -Infinity }
}

/** @returns how many rows are in no partition */
function count(
  tallies: Tally[],
  indexes: Int32Array,
  labels: Float64Array,
  times: Float64Array | undefined,
): number {
  let outside = 0
  for (let from = 0; from < indexes.length; ) {
    const index = indexes[from] as number // one for each row
    let end = from + 1
    while (indexes[end] === index) end++
    if (index < 0) outside += end - from
    else {
      tallies[index] ??= newTally()
      countRun(tallies[index], labels.subarray(from, end), times?.subarray(from, end))
    }
    from = end
  }
  return outside
}

/** Counts rows of one partition that follow each other. */
function countRun(tally: Tally, labels: Float64Array, times: Float64Array | undefined): void {
  let unlabelled = 0
  for (let i = 0; i < labels.length; i++) unlabelled += Number(Number.isNaN(labels[i]))
  tally.rows += labels.length
  tally.unlabelled += unlabelled
  if (times === undefined) return
  let { first, last } = tally
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number // in range
    if (time < first) first = time
    if (time > last) last = time
  }
  tally.first = first
  tally.last = last
}

function addFinite(cells: QuantileCells, value: number): void {
  if (Number.isFinite(value)) cells.add(value)
}

const twentieths = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)

function edgesOf(cells: QuantileCells | undefined): readonly number[] {
  return [...new Set(cells?.quantiles(twentieths) ?? [])]
}

/** A partition by a column reaches from its first event time to just after its last. */
function toCounted(ref: PartitionRef, { rows, unlabelled, first, last }: Tally): CountedPartition {
  const span = ref.span ?? (first <= last ? { from: first, until: last + 1 } : undefined)
  return { ref: { ...ref, ...(span && { span }) }, rows, unlabelled }
}

function inOrder(partitions: CountedPartition[]): readonly CountedPartition[] {
  return partitions.sort(({ ref: a }, { ref: b }) => {
    const [x, y] = [a.where?.equals, b.where?.equals]
    if (x === undefined || y === undefined) return (a.span?.from ?? 0) - (b.span?.from ?? 0)
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return x - y
    return a.name < b.name ? -1 : 1
  })
}

function listed(time: string | undefined): readonly string[] {
  return time === undefined ? [] : [time]
}

function columnsOf(by: PartitionBy): readonly string[] {
  return by.kind === 'column' ? [by.column] : []
}
