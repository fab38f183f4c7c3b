import { type Dataset, type OpenOptions, openFiles } from './dataset.ts'
import { openSnapshot } from './snapshots/open-snapshot.ts'
import type { KeptSnapshot } from './snapshots/types.ts'

export interface OpenDatasetOptions extends OpenOptions {
  /** Where the rows were kept as a snapshot; the files of the configuration are then not opened. */
  readonly snapshot?: KeptSnapshot
}

/** @throws Problem `file-not-found`, `data-unreadable`, `data-column-missing`, `expression-invalid` */
export async function openDataset(options: OpenDatasetOptions): Promise<Dataset> {
  const { name, config, snapshot } = options
  if (snapshot === undefined) return await openFiles(options)
  const { files: _files, ...reading } = config
  return openSnapshot({ name, ...snapshot, config: reading })
}
