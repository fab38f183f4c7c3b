import type { Digest } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import type { KeptSnapshot } from '../../../datasets/snapshots/types.ts'
import { type Answered, classCountOf } from '../../label-reader.ts'
import { leakContenders } from '../../leaks/contenders-of-plan.ts'
import { parseDuration } from '../contenders/parse-duration.ts'
import { planContender } from '../contenders/plan-contender.ts'
import type { ShelvedPackage } from '../contenders/types.ts'
import type { DatasetPlace } from '../judge/judge-job.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import type { DatasetSettings } from '../plan/dataset-settings.ts'
import type { ModelTrainer } from '../recipes/model-trainer.ts'
import type { BacktestRequest } from './backtest-request.ts'

export interface ToRequestOptions {
  readonly plan: BacktestPlan
  readonly question: Answered
  readonly dataset: Dataset
  readonly settings: DatasetSettings
  /** By digest: those that the plan names. */
  readonly packages: ReadonlyMap<Digest, ShelvedPackage>
  readonly trainer: ModelTrainer
}

/** A plan with everything that it names, ready to be run. @throws Problem as `planContender` does */
export function toRequest(options: ToRequestOptions): BacktestRequest {
  const { plan, question, dataset, settings, packages, trainer } = options
  const world = {
    ...{ task: plan.task, classes: classCountOf(question), label: plan.label, packages },
    ...{ columns: dataset.columns, zone: dataset.zone },
    gap: plan.gap === undefined ? 0 : parseDuration(plan.gap),
  }
  const contenders = plan.contenders.map((contender) => planContender(contender, world))
  return {
    ...{ plan, contenders, question, dataset, place: toPlace(settings), trainer },
    leakContenders: leakContenders(plan.contenders, packages, dataset.columns),
  }
}

/** Where threads find the rows. */
function toPlace({ name, config, folder, snapshot }: DatasetSettings): DatasetPlace {
  return { name, config, folder, ...(snapshot && { snapshot: toFiles(snapshot) }) }
}

function toFiles({ digest, manifest, blobs }: KeptSnapshot): NonNullable<DatasetPlace['snapshot']> {
  const digests = manifest.parts.map(({ sha256 }) => sha256)
  return { digest, manifest, files: new Map(digests.map((part) => [part, blobs.pathOf(part)])) }
}
