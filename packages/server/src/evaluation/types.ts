import type { DatasetConfig } from '@ratchet-ml/protocol'
import type { Task } from '@ratchet-ml/scoring'

/** Tasks whose answers a label says right or wrong; it says nothing of outliers and clusters. */
export type JudgedTask = Exclude<Task, 'anomaly' | 'clustering'>

/** The datasets that a project declares, and what their paths are relative to. */
export interface DatasetSource {
  readonly folder: string
  readonly datasets: Readonly<Record<string, DatasetConfig>>
}
