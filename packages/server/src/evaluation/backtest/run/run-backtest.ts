import { join } from 'node:path'
import type { Backtest } from '@ratchet-ml/protocol'
import type { StartEngine } from '../../../platform/graph-engine.ts'
import { classCountOf } from '../../label-reader.ts'
import { createHistory } from '../contenders/history/label-history.ts'
import type { History } from '../contenders/history/types.ts'
import { parseDuration } from '../contenders/parse-duration.ts'
import type { MadeModel, PlannedContender } from '../contenders/types.ts'
import type { DatasetPlace, JudgeUnit, PartitionTask } from '../judge/judge-job.ts'
import type { OpenRuns } from '../judge/judge-runs.ts'
import { isSnapshot } from '../judge/judge-unit.ts'
import { type FirstPass, readFirstPass } from '../past/first-pass.ts'
import { chooseMetrics } from '../plan/choose-metrics.ts'
import { ownMetrics } from '../plan/own-metrics.ts'
import { makeModel } from '../recipes/make-model.ts'
import { assemble, type Planned } from './assemble.ts'
import { type BacktestRequest, partitionBy, windowsOf } from './backtest-request.ts'
import type { JudgeThreads } from './judge-threads.ts'
import { listKept } from './kept-partitions.ts'
import { lookForLeaks } from './look-for-leaks.ts'
import { openJudges, startThreads } from './open-judges.ts'
import { isCommon, type Made, standByPartition } from './stand-by-partition.ts'
import { toSetup } from './to-setup.ts'
import { shareOut } from './units.ts'

export interface RunProgress {
  readonly doing: 'labels' | 'models' | 'rows'
  /** How many of them are done, and how many there are; labels of some files are not counted before. */
  readonly done: number
  readonly total: number | undefined
}

export interface RunOptions {
  /** Where judged partitions are kept until the document is made; the caller removes it. */
  readonly folder: string
  readonly workers: number
  /** Where scores go that memory is not to hold. */
  readonly openRuns: OpenRuns
  /** Starts what answers a graph where this thread judges; others start theirs. */
  readonly startEngine: StartEngine
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RunProgress) => void
}

/**
 * Runs a back-test, or goes on with one that was broken off: every contender on the same rows, partition
 * by partition. The same plan on the same rows gives the same bytes, however many workers there are.
 *
 * @throws Problem `usage`, `question-incompatible`, `data-column-missing`, `data-unreadable`, or that
 * of a row which the question of a version refuses
 */
export async function runBacktest(
  request: BacktestRequest,
  options: RunOptions,
): Promise<Backtest> {
  const { plan, contenders, question, dataset } = request
  const own = ownMetrics({ declared: plan.own, question, dataset, label: plan.label })
  const metrics = chooseMetrics(plan.metrics, { ...plan, own: own.metrics })
  const history = createHistory({
    task: plan.task,
    classes: classCountOf(question),
    zone: request.dataset.zone,
    gap: plan.gap === undefined ? 0 : parseDuration(plan.gap),
    length: typeof plan.partition === 'string' ? plan.partition : undefined,
    memories: contenders.map(({ memory }) => memory),
  })
  const threads = startEarly(request, options)
  try {
    const firstPass = await passOverLabels(request, history, options)
    const refs = firstPass.partitions.map(({ ref }) => ref)
    const made = await makeModels(request, refs, history, options)
    const stands = standByPartition(contenders, firstPass.partitions, history, made)
    return await judgeAndLook({ request, metrics, firstPass, stands }, threads, options)
  } finally {
    await threads?.stop(new Error('The back-test has ended.'))
  }
}

/** Threads get ready while labels are read, where the dataset says how many rows it has. */
function startEarly(
  { dataset }: BacktestRequest,
  { workers, signal }: RunOptions,
): JudgeThreads | undefined {
  signal?.throwIfAborted()
  return startThreads(dataset.rowCount ?? 0, isSnapshot(dataset) ? workers : 1)
}

async function judgeAndLook(
  planned: Planned,
  threads: JudgeThreads | undefined,
  options: RunOptions,
): Promise<Backtest> {
  const leaks = lookForLeaks(planned.request, planned.firstPass, planned.stands, options.signal)
  try {
    return { ...(await judgeAll(planned, threads, options)), leaks: await leaks.report }
  } finally {
    await leaks.stop()
  }
}

async function passOverLabels(
  { plan, contenders, question, dataset }: BacktestRequest,
  history: History,
  { signal, onProgress }: RunOptions,
): Promise<FirstPass> {
  let done = 0
  return await readFirstPass({
    ...{ dataset, question, history, label: plan.label, time: plan.time },
    by: partitionBy(plan),
    windows: windowsOf(contenders),
    ...(signal && { signal }),
    onRows: (more) => {
      done += more
      onProgress?.({ doing: 'labels', done, total: dataset.rowCount })
    },
  })
}

/** Each model once, whoever asks for it. */
async function makeModels(
  { contenders, dataset, trainer }: BacktestRequest,
  partitions: readonly Parameters<PlannedContender['on']>[0][],
  history: History,
  { folder, signal, onProgress }: RunOptions,
): Promise<Made> {
  const tasks = contenders.map((contender) => contender.tasks(partitions, history))
  const distinct = new Map(tasks.flat().map((task) => [task.id, task]))
  const models = new Map<string, MadeModel>()
  const making = {
    ...{ trainer, dataset, folder: join(folder, 'models') },
    signal: signal ?? new AbortController().signal,
  }
  for (const task of distinct.values()) {
    onProgress?.({ doing: 'models', done: models.size, total: distinct.size })
    models.set(task.id, await makeModel(task, making))
  }
  return { tasks, models }
}

async function judgeAll(
  planned: Planned,
  early: JudgeThreads | undefined,
  options: RunOptions,
): Promise<Backtest> {
  const { folder, workers, openRuns, startEngine, signal, onProgress } = options
  const tasks = await tasksLeft(planned, folder)
  const total = rowsOf(tasks)
  let done = 0
  const threads = early ?? startThreads(rowsOf(planned.firstPass.partitions), 1)
  const judges = await openJudges(threads, toSetup(planned.request, planned.firstPass), {
    ...{ folder, openRuns, startEngine },
    ...(signal && { signal }),
    onRows: (more) => {
      done += more
      onProgress?.({ doing: 'rows', done, total })
    },
  })
  try {
    const units = unitsOf(planned.request, tasks, workers)
    await Promise.all(units.map((unit) => judges.judge(unit)))
    return await assemble(planned, folder, judges)
  } finally {
    await judges.close()
  }
}

/** The partitions that were not judged before. */
async function tasksLeft(
  { request, firstPass, stands }: Planned,
  folder: string,
): Promise<readonly PartitionTask[]> {
  const kept = await listKept(folder)
  return firstPass.partitions.flatMap(({ ref, rows }, index) => {
    if (kept.has(index)) return []
    const own = stands[index] ?? []
    const recipes = own.map(({ recipe }) => recipe)
    return [{ index, ref, rows, recipes, isCommon: isCommon(request.contenders, own) }]
  })
}

function rowsOf(counted: readonly { readonly rows: number }[]): number {
  return counted.reduce((sum, { rows }) => sum + rows, 0)
}

function unitsOf(
  { plan, dataset, place }: BacktestRequest,
  tasks: readonly PartitionTask[],
  workers: number,
): readonly JudgeUnit[] {
  const canReadSpans =
    isSnapshot(dataset) && typeof plan.partition === 'string' && isTimeOf(place, plan.time)
  return shareOut(tasks, canReadSpans, isSnapshot(dataset) ? workers : 1)
}

/** Spans of a snapshot are those of its own column of event times. */
function isTimeOf({ snapshot }: DatasetPlace, time: string | undefined): boolean {
  return snapshot?.manifest.time?.column === time
}
