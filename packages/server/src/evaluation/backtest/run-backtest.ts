import type { Backtest } from '@ratchet-ml/protocol'
import { featuresOf } from '@ratchet-ml/scoring'
import { type Dataset, TimePartitions, textFeaturesOf } from '../../datasets/index.ts'
import type { ColumnBatch } from '../../datasets/types.ts'
import { type LabelReader, labelReader } from '../label-reader.ts'
import { type BacktestPlan, type BacktestRequest, planBacktest } from './backtest-plan.ts'
import type { Gathered, Tally } from './gathered.ts'
import { LabelHistory } from './label-history.ts'
import { groupRows } from './row-groups.ts'
import { toBacktest } from './to-backtest.ts'
import { VersionJudge } from './version-judge.ts'

/** Rows that are encoded and scored at a time. */
const blockRows = 8192

export interface RunOptions {
  readonly signal?: AbortSignal
  /** Told the count of rows read so far, and the share of the data that they are. */
  readonly onProgress?: (rows: number, share: number) => void
}

/**
 * Runs a back-test: one pass over the data, every version on the same rows, partition by partition.
 * The same request gives the same bytes.
 *
 * @throws Problem `usage`, `contract-incompatible`, `data-column-missing`, `data-unreadable`, or that
 * of a row which the contract of a version refuses
 */
export async function runBacktest(
  request: BacktestRequest,
  options: RunOptions = {},
): Promise<Backtest> {
  const plan = planBacktest(request)
  const { dataset } = plan
  const digest = await dataset.digest(options.signal)
  const gathered = gather(plan)
  const readLabels = labelReaderOf(plan)
  const scratch = new Int32Array(blockRows)
  let bytesRead = 0
  const onBytes = (bytes: number) => {
    bytesRead = bytes
  }
  for await (const batch of dataset.read({ ...columnsOf(plan, options.signal), onBytes })) {
    const rows = labelledRows(plan, batch, gathered, readLabels)
    for (let from = 0; from < batch.count; from += blockRows) {
      const until = Math.min(from + blockRows, batch.count)
      judgeBlock(batch, rows, from, until, gathered, scratch)
      const done = gathered.rows + until
      options.onProgress?.(done, shareOf(dataset, done, bytesRead))
      if ((from / blockRows) % 16 === 15) await breathe(options.signal)
    }
    gathered.rows += batch.count
  }
  return toBacktest(plan, digest, gathered)
}

/** Where rows are not counted beforehand, the bytes say how far it is. */
function shareOf({ rowCount, sizeBytes }: Dataset, rows: number, bytesRead: number): number {
  return rowCount === undefined ? bytesRead / sizeBytes : rows / rowCount
}

function gather(plan: BacktestPlan): Gathered {
  const span = plan.versions.find((version) => version.trainedOn !== undefined)?.trainedOn
  return {
    rows: 0,
    untimed: 0,
    partitions: new TimePartitions(plan.partitionBy, plan.dataset.zone),
    tallies: [],
    judges: plan.versions.map(
      (version) => new VersionJudge(plan, version, plan.dataset.columns, blockRows),
    ),
    training: span && { span, labels: new LabelHistory(plan.classes) },
  }
}

function labelReaderOf({ dataset, label, versions }: BacktestPlan): LabelReader {
  const [first] = versions
  if (first === undefined) throw new TypeError('no version')
  const named = versions.find(({ contract }) => contract.classes !== undefined) ?? first
  return labelReader(named.contract, dataset.column(label))
}

function columnsOf(plan: BacktestPlan, signal: AbortSignal | undefined) {
  const { versions, time, label } = plan
  const features = versions.flatMap(({ contract }) => featuresOf(contract).map(({ name }) => name))
  const asText = new Set(versions.flatMap(({ contract }) => textFeaturesOf(contract)))
  return { columns: [...new Set([time, label, ...features])], asText, ...(signal && { signal }) }
}

interface LabelledRows {
  readonly firstRow: number
  readonly times: Float64Array
  readonly labels: Float64Array
  /** Number of the partition; -1 without an event time. */
  readonly partitions: Int32Array
}

function labelledRows(
  plan: BacktestPlan,
  batch: ColumnBatch,
  gathered: Gathered,
  readLabels: LabelReader,
): LabelledRows {
  const time = batch.columns.get(plan.time)
  const label = batch.columns.get(plan.label)
  if (time?.kind !== 'timestamp' || label === undefined) throw new TypeError('no time or label')
  const labels = readLabels(label, gathered.rows)
  const partitions = new Int32Array(batch.count)
  for (let row = 0; row < batch.count; row++) {
    const partition = gathered.partitions.indexOf(time.values[row] ?? Number.NaN)
    partitions[row] = partition
    if (partition < 0) {
      gathered.untimed += 1
      continue
    }
    const tally = gathered.tallies[partition] ?? newTally(plan, gathered, partition)
    tally.rows += 1
    if (Number.isNaN(labels[row])) tally.unlabelled += 1
  }
  return { firstRow: gathered.rows, times: time.values, labels, partitions }
}

function newTally(plan: BacktestPlan, { tallies }: Gathered, partition: number): Tally {
  const tally = { rows: 0, unlabelled: 0, labels: new LabelHistory(plan.classes) }
  tallies[partition] = tally
  return tally
}

function judgeBlock(
  batch: ColumnBatch,
  { firstRow, times, labels, partitions }: LabelledRows,
  from: number,
  until: number,
  { judges, tallies, training }: Gathered,
  scratch: Int32Array,
): void {
  const groups = groupRows(partitions, labels, from, until, scratch)
  const chosen = (values: Float64Array) =>
    Float64Array.from(scratch.subarray(0, groups.count), (row) => values[row] ?? Number.NaN)
  const groupLabels = chosen(labels)
  const groupTimes = chosen(times)
  for (const { partition, start, end } of groups.spans) {
    const part = groupLabels.subarray(start, end)
    tallies[partition]?.labels.add(part, groupTimes.subarray(start, end))
  }
  if (training !== undefined) addWithin(training, groupLabels, groupTimes)
  for (const judge of judges) judge.judge(batch, groups, groupLabels, firstRow)
}

function addWithin(
  { span, labels }: NonNullable<Gathered['training']>,
  values: Float64Array,
  times: Float64Array,
): void {
  const inside = (_: number, i: number) => {
    const time = times[i] ?? Number.NaN
    return time >= span.from && time < span.until
  }
  labels.add(values.filter(inside), times.filter(inside))
}

/** Lets signals and timers in: scoring itself never waits. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}
