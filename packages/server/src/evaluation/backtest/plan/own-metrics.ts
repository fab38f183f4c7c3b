import type { BusinessMetric } from '@ratchet-ml/protocol'
import type { Level, Task } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import { type BusinessMetrics, compileBusinessMetrics } from '../../business-metrics/index.ts'

/** What the metrics that a model declares are compiled from. */
export interface OwnMetricsOptions {
  readonly declared: Readonly<Record<string, BusinessMetric>> | undefined
  readonly question: { readonly task: Task; readonly classes?: readonly Level[] | undefined }
  readonly dataset: Pick<Dataset, 'columns' | 'zone'>
  readonly label: string
}

/** @throws Problem as `compileBusinessMetrics` does */
export function ownMetrics(options: OwnMetricsOptions): BusinessMetrics {
  const { declared = {}, question, dataset, label } = options
  return compileBusinessMetrics(declared, {
    columns: new Map(dataset.columns.map(({ name, kind }) => [name, kind])),
    ...{ label, task: question.task, classes: question.classes, zone: dataset.zone.name },
  })
}
