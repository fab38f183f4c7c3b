import { join } from 'node:path'
import { Snapshots } from '../../datasets/snapshots/service.ts'
import type { BlobFiles } from '../../platform/blob-files.ts'
import { systemClock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { openBlobFiles } from '../filesystem/blob-files.ts'
import { type DataFolder, openDataFolder } from '../filesystem/data-folder.ts'
import { sqliteEngine } from '../sqlite/engine.ts'
import type { SqliteMetadata } from '../sqlite/metadata.ts'

/** Snapshots over a data folder, as the program composes them. */
export function openSnapshots(
  path: string,
  logger: Logger,
): {
  readonly folder: DataFolder<SqliteMetadata>
  readonly snapshots: Snapshots
  readonly files: BlobFiles
} {
  const engine = sqliteEngine(systemClock, logger)
  const folder = openDataFolder(path, { engine, logger, release: '0.0.0' })
  const snapshots = new Snapshots({ store: folder.metadata.snapshots, blobs: folder.blobs })
  return { folder, snapshots, files: openBlobFiles(join(path, 'blobs'), logger) }
}
