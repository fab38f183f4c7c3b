import type { DatasetConfig } from '@ratchet-ml/protocol'

/** The datasets that a project declares, and what their paths are relative to. */
export interface DatasetSource {
  readonly folder: string
  readonly datasets: Readonly<Record<string, DatasetConfig>>
}
