import type { ContenderPlan } from '@ratchet-ml/protocol'
import type { Digest, Task } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import type { BacktestPlan, PlannedDataset } from './backtest-plan.ts'
import type { BacktestSettings } from './backtest-settings.ts'
import { chooseMetrics } from './choose-metrics.ts'

export interface MakePlanOptions {
  readonly model: string
  readonly task: Task
  readonly settings: BacktestSettings
  /** Versions first, then recipes, then baselines. */
  readonly contenders: readonly ContenderPlan[]
  readonly dataset: Dataset
  readonly digest: Digest
  readonly incumbent: string | undefined
}

/**
 * The plan of a back-test whose parts fit each other.
 *
 * @throws Problem `usage` for a metric that the task does not have; `data-column-missing`
 */
export function makePlan(options: MakePlanOptions): BacktestPlan {
  const { model, task, settings, contenders, dataset, digest, incumbent } = options
  const { label, time, partition, cluster, gap, seed, level, slices } = settings
  const named = [label, time, cluster, typeof partition === 'string' ? undefined : partition.column]
  for (const name of [...named, ...slices]) if (name !== undefined) dataset.column(name)
  return {
    ...{ ratchetBacktest: 2, model, task, label },
    dataset: plannedDataset(settings, digest),
    ...(time !== undefined && { time }),
    ...{ partition, contenders: [...contenders], level, slices, seed },
    metrics: chooseMetrics(settings.metrics, task).map(({ name }) => name),
    ...(cluster !== undefined && { cluster }),
    ...(gap !== undefined && { gap }),
    ...(incumbent !== undefined && { incumbent }),
  }
}

function plannedDataset({ dataset }: BacktestSettings, digest: Digest): PlannedDataset {
  const { name, config, snapshot } = dataset
  if (snapshot === undefined) return { name, digest, config }
  const { files: _files, ...reading } = config
  return { name, digest, config: reading, snapshot: `${nameOfSnapshot(name)}@${snapshot.digest}` }
}

/** `flights` of `flights@2`. */
function nameOfSnapshot(name: string): string {
  return name.replace(/@.*$/, '')
}
