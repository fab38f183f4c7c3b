import { systemClock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { Registry } from '../../registry/service.ts'
import { type DataFolder, openDataFolder } from '../filesystem/data-folder.ts'
import { sqliteEngine } from '../sqlite/engine.ts'
import type { SqliteMetadata } from '../sqlite/metadata.ts'

/** A registry over a data folder, as the program composes it. */
export function openRegistry(
  path: string,
  logger: Logger,
): { readonly folder: DataFolder<SqliteMetadata>; readonly registry: Registry } {
  const engine = sqliteEngine(systemClock, logger)
  const folder = openDataFolder(path, { engine, logger, release: '0.0.0' })
  const store = folder.metadata.registry
  const champions = { find: async () => undefined }
  return { folder, registry: new Registry({ store, blobs: folder.blobs, champions, logger }) }
}
