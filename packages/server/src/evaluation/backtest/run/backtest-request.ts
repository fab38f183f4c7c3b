import type { Dataset } from '../../../datasets/index.ts'
import type { Answered } from '../../label-reader.ts'
import type { LeakContender } from '../../leaks/types.ts'
import type { PlannedContender } from '../contenders/types.ts'
import type { DatasetPlace } from '../judge/judge-job.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import type { ModelTrainer } from '../recipes/model-trainer.ts'
import type { PartitionBy, TimeSpan } from '../types.ts'

/** A plan with what it names: rows, contenders, and what trains models. */
export interface BacktestRequest {
  readonly plan: BacktestPlan
  readonly contenders: readonly PlannedContender[]
  /** Those of them whose features and training data leaks are looked for in. */
  readonly leakContenders: readonly LeakContender[]
  /** What all contenders answer: says what labels are. */
  readonly question: Answered
  readonly dataset: Dataset
  /** Where workers find the same rows. */
  readonly place: DatasetPlace
  readonly trainer: ModelTrainer
}

/** How a plan's partitions are made. */
export function partitionBy({ partition }: Pick<BacktestPlan, 'partition'>): PartitionBy {
  return typeof partition === 'string'
    ? { kind: 'time', length: partition }
    : { kind: 'column', column: partition.column }
}

/** Windows in which versions were trained. */
export function windowsOf(contenders: readonly PlannedContender[]): readonly TimeSpan[] {
  return contenders.flatMap(({ kind, trainedOn }) =>
    kind === 'version' && trainedOn !== undefined ? [trainedOn] : [],
  )
}
