import { findNearestName, type Task } from '@ratchet-ml/scoring'
import { findMetric, type Metric, metrics } from '@ratchet-ml/stats'
import type { Dataset, PartitionLength } from '../../datasets/index.ts'
import { Problem } from '../../platform/problem.ts'
import { classCountOf } from '../label-reader.ts'
import { baselines } from './baselines/registry.ts'
import { defaultBaselines, defaultMetrics } from './policy.ts'
import type { Baseline, VersionContender } from './types.ts'

/** What is asked of a back-test. */
export interface BacktestRequest {
  /** The model line that it is about. */
  readonly model: string
  readonly dataset: Dataset
  readonly label: string
  readonly time: string
  readonly partitionBy: PartitionLength
  readonly versions: readonly VersionContender[]
  /** Names; those that suit the task when absent. */
  readonly baselines?: readonly string[] | undefined
  readonly metrics?: readonly string[] | undefined
  /** Level of the intervals. */
  readonly level: number
}

/** A request whose parts fit each other. */
export interface BacktestPlan extends Omit<BacktestRequest, 'baselines' | 'metrics'> {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  readonly baselines: readonly Baseline[]
  readonly metrics: readonly (Metric & { readonly direction: 'higher' | 'lower' })[]
}

/** @throws Problem `usage` when a name is unknown or the parts do not fit each other */
export function planBacktest(request: BacktestRequest): BacktestPlan {
  const [first, ...others] = request.versions
  if (first === undefined) throw new Problem('usage', 'A back-test needs at least one version.')
  for (const other of others) checkSameQuestion(first, other)
  checkNames(request.versions)
  const { task } = first.contract
  const named = request.metrics ?? defaultMetrics[task]
  return {
    ...request,
    task,
    classes: classCountOf(first.contract),
    baselines: choose(
      'baseline',
      request.baselines ?? defaultBaselines(task, request.versions),
      baselines,
      task,
    ),
    metrics: chooseMetrics(named, task),
  }
}

function chooseMetrics(named: readonly string[], task: Task): BacktestPlan['metrics'] {
  if (named.length === 0) {
    throw new Problem('usage', `There is no metric for the task ${task} yet.`)
  }
  return choose('metric', named, metrics, task, findMetric).map((metric) => {
    checkColumns(metric)
    const { direction } = metric
    if (direction !== 'none') return { ...metric, direction }
    const detail = `The metric ${metric.name} has no better or worse, so it compares nothing.`
    throw new Problem('usage', detail, { hint: `Metrics of this task: ${listed(metrics, task)}.` })
  })
}

/** Versions answer every row by itself, with a label, probabilities or one value. */
function checkColumns({ name, columns, needs }: Metric): void {
  const lacking = needs === 'interval' ? ['interval predictions'] : columns
  if (lacking.length === 0) return
  throw new Problem(
    'usage',
    `The metric ${name} needs ${lacking.join(' and ')}, which a back-test lacks.`,
  )
}

function choose<T extends { readonly name: string; readonly tasks: readonly string[] }>(
  what: 'metric' | 'baseline',
  names: readonly string[],
  known: readonly T[],
  task: Task,
  find = (name: string): T | undefined => known.find((candidate) => candidate.name === name),
): readonly T[] {
  return [...new Set(names)].map((name) => {
    const found = find(name)
    if (found?.tasks.includes(task)) return found
    const nearest = findNearestName(
      name,
      known.map((candidate) => candidate.name),
    )
    const meant = found === undefined && nearest !== undefined ? `Did you mean ${nearest}? ` : ''
    const detail =
      found === undefined
        ? `There is no ${what} ${JSON.stringify(name)}.`
        : `The ${what} ${name} is for ${found.tasks.join(' and ')}; the model's task is ${task}.`
    throw new Problem('usage', detail, {
      hint: `${meant}For ${task} there are: ${listed(known, task)}.`,
    })
  })
}

function listed(
  known: readonly { readonly name: string; readonly tasks: readonly string[] }[],
  task: Task,
): string {
  return known
    .filter(({ name, tasks }) => tasks.includes(task) && isComparable(findMetric(name)))
    .map(({ name }) => name)
    .join(', ')
}

function isComparable(metric: Metric | undefined): boolean {
  return metric === undefined || (metric.direction !== 'none' && metric.columns.length === 0)
}

/** All versions must answer one question, so that one label judges them all. */
function checkSameQuestion(first: VersionContender, other: VersionContender): void {
  const [a, b] = [first.contract, other.contract]
  const same = a.task === b.task && classCountOf(a) === classCountOf(b)
  const sameClasses =
    JSON.stringify(a.classes ?? b.classes) === JSON.stringify(b.classes ?? a.classes)
  if (same && sameClasses) return
  const says = ({ name, contract }: VersionContender) =>
    `${name}: ${contract.task}${contract.classes ? ` of ${contract.classes.join(', ')}` : ''}`
  throw new Problem(
    'contract-incompatible',
    `The versions answer different questions: ${says(first)}; ${says(other)}.`,
  )
}

function checkNames(versions: readonly VersionContender[]): void {
  const names = versions.map((version) => version.name)
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated === undefined) return
  throw new Problem('usage', `The version ${repeated} is named twice.`)
}
