import type { Backtest, Contender, PartitionResult } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { type TimePartition, toInstants } from '../../datasets/index.ts'
import { toMetricValue } from '../metric-value.ts'
import { backtestId } from './backtest-id.ts'
import type { BacktestPlan } from './backtest-plan.ts'
import type { Gathered } from './gathered.ts'
import { judgeBaseline } from './judge-baseline.ts'
import { mergeLabels } from './label-history.ts'
import { judgeEvidence } from './policy.ts'
import type { Baseline, Past, TimeSpan } from './types.ts'

type Result = PartitionResult['results'][string]

/** The document of a back-test from what one pass has gathered; partitions in order of time. */
export function toBacktest(plan: BacktestPlan, dataset: Digest, gathered: Gathered): Backtest {
  const { model, task, label, partitionBy, level } = plan
  const { rows, untimed } = gathered
  const order = gathered.partitions.found
    .map((partition, index) => ({ partition, index }))
    .sort((a, b) => a.partition.from - b.partition.from)
  return {
    id: backtestId(plan, dataset),
    model,
    task,
    dataset: {
      name: plan.dataset.name,
      digest: dataset,
      rows,
      ...(untimed > 0 && { untimed }),
    },
    label,
    partitionBy,
    level,
    metrics: plan.metrics.map(({ name, title, direction }) => ({ name, title, direction })),
    contenders: contendersOf(plan),
    partitions: order.map((entry) => partitionResult(plan, gathered, entry)),
  }
}

/** Name of a baseline among the contenders. */
function nameOf(baseline: Baseline): string {
  return `baseline:${baseline.name}`
}

function trainingSpan(plan: BacktestPlan): TimeSpan | undefined {
  return plan.versions.find((version) => version.trainedOn !== undefined)?.trainedOn
}

function contendersOf(plan: BacktestPlan): Contender[] {
  const training = trainingSpan(plan)
  return [
    ...plan.versions.map(
      ({ name, digest, trainedOn }): Contender => ({
        name,
        kind: 'version',
        digest,
        ...(trainedOn && { trainedOn: toInstants(trainedOn) }),
      }),
    ),
    ...plan.baselines.map(
      (baseline): Contender => ({
        name: nameOf(baseline),
        kind: 'baseline',
        ...(baseline.usesTraining && training && { trainedOn: toInstants(training) }),
      }),
    ),
  ]
}

interface Entry {
  readonly partition: TimePartition
  readonly index: number
}

function partitionResult(plan: BacktestPlan, gathered: Gathered, entry: Entry): PartitionResult {
  const { partition, index } = entry
  const { rows = 0, unlabelled = 0 } = gathered.tallies[index] ?? {}
  const results: Record<string, Result> = {}
  for (const judge of gathered.judges) {
    const accumulators = judge.resultsOf(index)
    results[judge.version.name] = {
      counted: judgeEvidence(partition, judge.version.trainedOn),
      metrics: Object.fromEntries(
        plan.metrics.flatMap(({ name }, i) => {
          const found = accumulators[i]?.result(plan.level)
          return found === undefined ? [] : [[name, toMetricValue(found)]]
        }),
      ),
    }
  }
  const past = pastOf(plan, gathered, partition)
  for (const baseline of plan.baselines) {
    results[nameOf(baseline)] = baselineResult(plan, gathered, entry, baseline, past)
  }
  return {
    partition: partition.name,
    ...toInstants(partition),
    rows,
    unlabelled,
    results,
  }
}

/** In its own training window a baseline is shown with what it learned there, and not counted. */
function baselineResult(
  plan: BacktestPlan,
  gathered: Gathered,
  { partition, index }: Entry,
  baseline: Baseline,
  past: Past,
): Result {
  const labels = gathered.tallies[index]?.labels.summary() ?? past.before
  const trainedOn = baseline.usesTraining ? trainingSpan(plan) : undefined
  const counted = judgeEvidence(partition, trainedOn)
  const training = gathered.training?.labels.summary()
  const known =
    counted.kind === 'trained-on' && training !== undefined ? { ...past, training } : past
  const prediction = baseline.predict(known)
  return { counted, metrics: judgeBaseline(prediction, labels, plan.metrics, plan.level) }
}

function pastOf(plan: BacktestPlan, gathered: Gathered, partition: TimePartition): Past {
  const { task, classes } = plan
  const earlier = gathered.partitions.found.flatMap(({ until }, index) => {
    const tally = gathered.tallies[index]
    return until <= partition.from && tally !== undefined ? [tally.labels.summary()] : []
  })
  const before = mergeLabels(earlier, classes)
  const { training } = gathered
  return training !== undefined && training.span.until <= partition.from
    ? { task, classes, before, training: training.labels.summary() }
    : { task, classes, before }
}
