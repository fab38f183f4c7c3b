import type { ContenderPlan } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import type { Answered } from '../../label-reader.ts'
import type { BacktestPlan, PlannedDataset } from './backtest-plan.ts'
import type { BacktestSettings } from './backtest-settings.ts'
import { chooseMetrics } from './choose-metrics.ts'
import { ownMetrics } from './own-metrics.ts'

export interface MakePlanOptions {
  readonly model: string
  /** What all contenders answer. */
  readonly question: Answered
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
 * @throws Problem `usage` for a metric that the task does not have; `data-column-missing`;
 * `expression-invalid` and `config-invalid` of a metric that the model declares
 */
export function makePlan(options: MakePlanOptions): BacktestPlan {
  const { model, question, settings, contenders, dataset, digest, incumbent } = options
  const { label, time, partition, cluster, gap, seed, level, slices } = settings
  const { task } = question
  const named = [label, time, cluster, typeof partition === 'string' ? undefined : partition.column]
  for (const name of [...named, ...slices]) if (name !== undefined) dataset.column(name)
  return {
    ...{ ratchetBacktest: 2, model, task, label },
    dataset: plannedDataset(settings, digest),
    ...(time !== undefined && { time }),
    ...{ partition, contenders: [...contenders], level, slices, seed },
    ...plannedMetrics(options),
    ...(cluster !== undefined && { cluster }),
    ...(gap !== undefined && { gap }),
    ...(incumbent !== undefined && { incumbent }),
  }
}

/** The metrics by name, and how those of them are made that the model declares. */
function plannedMetrics({
  settings: { metrics, own, label, cluster },
  question,
  dataset,
}: MakePlanOptions): Pick<BacktestPlan, 'metrics' | 'own'> {
  const asked = Object.entries(own ?? {}).filter(([name]) => metrics?.includes(name) === true)
  const declared = Object.fromEntries(asked)
  const compiled = ownMetrics({ declared, question, dataset, label })
  const chosen = chooseMetrics(metrics, { task: question.task, own: compiled.metrics, cluster })
  return {
    metrics: chosen.map(({ name }) => name),
    ...(asked.length > 0 && { own: declared }),
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
