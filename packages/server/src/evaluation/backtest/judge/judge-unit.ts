import type { Dataset } from '../../../datasets/index.ts'
import type { Snapshot } from '../../../datasets/snapshots/index.ts'
import type { ColumnBatch } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { RowBlock } from '../contenders/predictors/types.ts'
import { type Partitioner, partitioner, timesOf } from '../past/partitioner.ts'
import { chosenValues } from './chosen-values.ts'
import { judgeBlock } from './judge-block.ts'
import type { JudgedPartition, JudgeSetup, JudgeUnit } from './judge-job.ts'
import { blockRows, type JudgeWorld } from './judge-world.ts'
import { PartitionJudge } from './partition-judge.ts'
import { groupRows } from './row-groups.ts'

export interface JudgeOptions {
  readonly signal?: AbortSignal
  /** Told how many more rows were judged. */
  readonly onRows?: (more: number) => void
}

/**
 * Judges the partitions of a unit in one reading; each is given as soon as its last row was judged.
 *
 * @throws Problem `file-changed`, that of a row which a contract refuses, and as reading does
 */
export async function* judgeUnit(
  world: JudgeWorld,
  unit: JudgeUnit,
  options: JudgeOptions = {},
): AsyncGenerator<JudgedPartition> {
  const open = new Map<number, PartitionJudge>()
  for (const [place, task] of unit.tasks.entries()) {
    const predictors = await Promise.all(task.recipes.map((recipe) => world.open(recipe)))
    open.set(place, new PartitionJudge(world.judging, task, predictors))
  }
  const placesOf = placesIn(world, unit)
  let firstRow = 0
  for await (const batch of batchesOf(world, unit, options.signal)) {
    await judgeBatch(world, batch, placesOf(batch), open, firstRow, options)
    firstRow += batch.count
    for (const [place, judge] of open) {
      if (!judge.isComplete) continue
      open.delete(place)
      yield judge.finish()
    }
  }
  for (const judge of open.values()) yield judge.finish()
}

/** The place in the unit of the partition of each row; -1 for rows of others. */
function placesIn({ setup, dataset }: JudgeWorld, unit: JudgeUnit) {
  if (unit.reads === 'span') return (batch: ColumnBatch) => new Int32Array(batch.count)
  const { by, time, windows } = setup
  const partitions: Partitioner = partitioner({ by, time, windows, zone: dataset.zone })
  const places = new Map(unit.tasks.map(({ ref }, place) => [ref.name, place]))
  const known: number[] = []
  return (batch: ColumnBatch) => {
    const numbers = partitions.indexesOf(batch)
    const { found } = partitions
    for (let i = known.length; i < found.length; i++) {
      known.push(places.get(found[i]?.name ?? '') ?? -1)
    }
    return numbers.map((number) => known[number] ?? -1)
  }
}

function batchesOf(
  { setup, dataset, ownColumns }: JudgeWorld,
  { reads, tasks }: JudgeUnit,
  signal: AbortSignal | undefined,
): AsyncIterable<ColumnBatch> {
  const options = {
    columns: [...new Set([...columnsOf(setup), ...ownColumns])],
    asText: new Set(setup.asText.filter((name) => !ownColumns.includes(name))),
    isPassing: true as const,
    ...(signal && { signal }),
  }
  const span = tasks[0]?.ref.span
  if (reads === 'all' || span === undefined) return dataset.read(options)
  if (isSnapshot(dataset)) return dataset.readSpan(span, options)
  throw new TypeError(`${dataset.name} is read as a whole`)
}

function columnsOf({ label, time, by, slices, cluster, columns }: JudgeSetup): readonly string[] {
  const optional = [time, cluster, by.kind === 'column' ? by.column : undefined]
  return [
    ...new Set([label, ...optional.filter((name) => name !== undefined), ...slices, ...columns]),
  ]
}

export function isSnapshot(dataset: Dataset): dataset is Snapshot {
  return 'readSpan' in dataset
}

async function judgeBatch(
  world: JudgeWorld,
  batch: ColumnBatch,
  places: Int32Array,
  open: ReadonlyMap<number, PartitionJudge>,
  firstRow: number,
  { signal, onRows }: JudgeOptions,
): Promise<void> {
  const { setup, readLabels } = world
  const column = batch.columns.get(setup.label)
  if (column === undefined) throw new TypeError('no label')
  const labels = readLabels(column, firstRow)
  const times = timesOf(batch, setup.time)
  countRows(places, labels, open)
  for (let from = 0; from < batch.count; from += blockRows) {
    const until = Math.min(from + blockRows, batch.count)
    const rows = new Int32Array(until - from)
    const groups = groupRows(places, labels, from, until, rows)
    const chosen = rows.subarray(0, groups.count)
    const isOne = groups.spans.length === 1 // within a partition rows are in their order
    const block: RowBlock = {
      ...{ batch, rows: chosen, count: groups.count, firstRow },
      times: chosenValues(times, chosen, isOne),
    }
    await judgeBlock(block, chosenValues(labels, chosen, isOne), groups.spans, open)
    onRows?.(until - from)
    if ((from / blockRows) % 16 === 15) await breathe(signal)
  }
  signal?.throwIfAborted()
}

function countRows(
  places: Int32Array,
  labels: Float64Array,
  open: ReadonlyMap<number, PartitionJudge>,
): void {
  let last = -1
  let judge: PartitionJudge | undefined
  for (let row = 0; row < places.length; row++) {
    const place = places[row] as number // one for each row
    if (place < 0) continue
    if (place !== last) {
      last = place
      judge = open.get(place)
      if (judge === undefined)
        throw new Problem('file-changed', 'There are more rows than there were.')
    }
    judge?.countRow(!Number.isNaN(labels[row] as number))
  }
}

/** Lets signals and timers in: scoring itself never waits. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}
