import { createHash } from 'node:crypto'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'
import type { BacktestPlan } from './backtest-plan.ts'

/** Digest of everything that determines a back-test's document: equal ids, equal bytes. */
export function backtestId(plan: BacktestPlan, dataset: Digest): Digest {
  const identity = {
    ratchetBacktest: 1,
    model: plan.model,
    task: plan.task,
    dataset: { name: plan.dataset.name, digest: dataset },
    label: plan.label,
    time: plan.time,
    partitionBy: plan.partitionBy,
    level: plan.level,
    metrics: plan.metrics.map((metric) => metric.name),
    versions: plan.versions.map(({ name, digest, trainedOn }) => ({
      name,
      digest,
      trainedOn: trainedOn === undefined ? null : [trainedOn.from, trainedOn.until],
    })),
    baselines: plan.baselines.map((baseline) => baseline.name),
  }
  return `sha256:${createHash('sha256').update(canonicalJson(identity)).digest('hex')}`
}
