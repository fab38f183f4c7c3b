import type { ContenderPlan } from '@ratchet-ml/protocol'
import { outputsOfTask, type Task } from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import { type Dataset, type PartitionLength, TimePartitions } from '../../../../datasets/index.ts'
import { batchesOf } from '../../../../datasets/testing/batches.ts'
import type { Cell } from '../../../../datasets/testing/collect.ts'
import type { ColumnInfo } from '../../../../datasets/types.ts'
import { zoneOf } from '../../../../platform/zone.ts'
import { spanTrainer } from '../../../../retraining/index.ts'
import { labelReader } from '../../../label-reader.ts'
import { makeModel } from '../../recipes/make-model.ts'
import type { PartitionRef } from '../../types.ts'
import { createHistory } from '../history/label-history.ts'
import type { History } from '../history/types.ts'
import { planContender } from '../plan-contender.ts'
import { createEncodings } from '../predictors/encodings.ts'
import { createEngines } from '../predictors/engines.ts'
import { openPredictor } from '../predictors/open-predictor.ts'
import type { Answers, PredictorWorld } from '../predictors/types.ts'
import type { MadeModel, PlannedContender, PlanningWorld, Stand } from '../types.ts'

/** A table in memory; the column `time` holds event times, `y` the label. */
export interface SmallTable {
  readonly columns: readonly ColumnInfo[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface SmallOptions {
  readonly task: Task
  readonly classes?: number
  readonly by?: PartitionLength
  readonly zone?: string
  /** Microseconds. */
  readonly gap?: number
  readonly packages?: PlanningWorld['packages']
  /** Where models are put that recipes train. */
  readonly folder?: string
  readonly batchRows?: number
}

/** How a contender stood in a partition, and what it said of its rows in their order. */
export interface SmallResult {
  readonly stand: Stand
  readonly answers: Readonly<Partial<Record<PredictionKind, readonly number[]>>>
  readonly answered: readonly number[]
}

/** What all contenders say of all partitions, as the engine would ask them. */
export async function askAll(
  table: SmallTable,
  plans: readonly ContenderPlan[],
  options: SmallOptions,
): Promise<ReadonlyMap<string, ReadonlyMap<string, SmallResult>>> {
  const world = planningWorld(table, options)
  const contenders = plans.map((plan) => planContender(plan, world))
  const { partitions, history } = readLabels(table, contenders, world, options)
  const results = new Map<string, ReadonlyMap<string, SmallResult>>()
  for (const contender of contenders) {
    const tasks = contender.tasks(partitions, history)
    const made = new Map<string, MadeModel>()
    for (const task of tasks) {
      const { folder = '' } = options
      const signal = new AbortController().signal
      const dataset = aDataset(table, options)
      made.set(task.id, await makeModel(task, { trainer: spanTrainer, dataset, folder, signal }))
    }
    const byPartition = new Map<string, SmallResult>()
    for (const partition of partitions) {
      const past = history.before(partition, partitions)
      const stand = contender.on(partition, { past, tasks, made })
      byPartition.set(partition.name, await answer(table, partition, stand, world))
    }
    results.set(contender.name, byPartition)
  }
  return results
}

export function planningWorld(
  table: SmallTable,
  { task, classes = 0, zone = 'UTC', gap = 0, packages = new Map() }: SmallOptions,
): PlanningWorld {
  return { task, classes, label: 'y', columns: table.columns, zone: zoneOf(zone), gap, packages }
}

/** Partitions in order of time, and the history of the labels. */
function readLabels(
  table: SmallTable,
  contenders: readonly Pick<PlannedContender, 'memory'>[],
  { task, classes, zone, gap }: PlanningWorld,
  { by = 'month', batchRows = 7 }: SmallOptions,
): { readonly partitions: readonly PartitionRef[]; readonly history: History } {
  const memories = contenders.map(({ memory }) => memory)
  const history = createHistory({ task, classes, zone, gap, memories, length: by })
  const partitions = new TimePartitions(by, zone)
  for (const batch of batchesOf(table.columns, table.rows, batchRows)) {
    const [time, label] = [batch.columns.get('time'), batch.columns.get('y')]
    if (time?.kind !== 'timestamp' || label === undefined) throw new TypeError('no time or label')
    const labels = labelReader(
      { task, outputs: outputsOfTask(task, { classes }) },
      aColumn(table, 'y'),
    )(label, 0)
    const numbers = Array.from(time.values, (at) => partitions.indexOf(at))
    for (const number of new Set(numbers.filter((one) => one >= 0))) {
      const rows = Int32Array.from(
        numbers.flatMap((one, row) => (one === number && !Number.isNaN(labels[row]) ? [row] : [])),
      )
      history.add({
        partition: partitions.found[number]?.name ?? '',
        ...{ batch, rows, count: rows.length },
        labels: Float64Array.from(rows, (row) => labels[row] ?? Number.NaN),
        times: Float64Array.from(rows, (row) => time.values[row] ?? Number.NaN),
      })
    }
  }
  const refs = partitions.found.map(({ name, from, until }) => ({ name, span: { from, until } }))
  return { partitions: refs.sort((a, b) => a.span.from - b.span.from), history }
}

async function answer(
  table: SmallTable,
  partition: PartitionRef,
  stand: Stand,
  world: PlanningWorld,
): Promise<SmallResult> {
  const place = table.columns.findIndex(({ name }) => name === 'time')
  const { from = 0, until = 0 } = partition.span ?? {}
  const inside = table.rows.filter(
    (row) => Number(row[place]) >= from && Number(row[place]) < until,
  )
  const [batch] = batchesOf(table.columns, inside, inside.length)
  if (batch === undefined) throw new TypeError('an empty partition')
  const predictor = await openPredictor(stand.recipe, predictorWorld(world, inside.length))
  const answers = await predictor.predict({
    batch,
    rows: Int32Array.from(inside, (_, i) => i),
    count: inside.length,
    times: Float64Array.from(inside, (row) => Number(row[place])),
    firstRow: 0,
  })
  return { stand, ...listed(answers, inside.length, world.classes) }
}

function predictorWorld(
  { task, classes, columns, zone }: PlanningWorld,
  capacity: number,
): PredictorWorld {
  const kinds = new Set<PredictionKind>(classes === 0 ? ['value'] : ['probability', 'label'])
  const encodings = createEncodings(columns, capacity)
  const engines = createEngines(async () => {
    throw new Error('no model here is a graph')
  })
  return { task, classes, columns, zone, kinds, capacity, encodings, engines }
}

function listed({ answered, ...kinds }: Answers, count: number, classes: number) {
  const lists = Object.entries(kinds).map(([kind, values]): [string, readonly number[]] => {
    const width = kind === 'probability' && classes > 2 ? classes : 1
    return [kind, [...(values?.subarray(0, count * width) ?? [])]]
  })
  return {
    answers: Object.fromEntries(lists),
    answered: [...(answered?.subarray(0, count) ?? new Uint8Array(count).fill(1))],
  }
}

/** The table as a dataset that is read whole. */
export function aDataset(
  table: SmallTable,
  { zone = 'UTC', batchRows = 7 }: SmallOptions,
): Dataset {
  return {
    name: 'small',
    config: { files: 'small.csv', time: { column: 'time', zone }, label: 'y' },
    zone: zoneOf(zone),
    columns: table.columns,
    rowCount: table.rows.length,
    sizeBytes: table.rows.length,
    digest: async () => `sha256:${'0'.repeat(64)}`,
    async *read() {
      yield* batchesOf(table.columns, table.rows, batchRows)
    },
    column: (name) => aColumn(table, name),
    close: async () => {},
  }
}

function aColumn({ columns }: SmallTable, name: string): ColumnInfo {
  const found = columns.find((column) => column.name === name)
  if (found === undefined) throw new TypeError(`no column ${name}`)
  return found
}

export function aBaseline(
  baseline: string,
  settings: Extract<ContenderPlan, { kind: 'baseline' }>['settings'] = {},
): ContenderPlan {
  return { kind: 'baseline', name: `baseline:${baseline}`, baseline, settings }
}
