import type { Clock } from '../../platform/clock.ts'
import { createIds } from '../../platform/ids.ts'
import { type Logger, silentLogger } from '../../platform/logger.ts'
import { acquireFolderLock, type FolderLock } from './folder-lock.ts'
import { openSqliteMetadata, type SqliteMetadata } from './metadata.ts'

export interface SqliteEngine {
  lock(path: string): FolderLock | undefined
  open(path: string, backupPath: (from: number) => string): SqliteMetadata
}

/** Keeps the metadata and the lock of a data folder in SQLite files. */
export function sqliteEngine(clock: Clock, logger: Logger = silentLogger): SqliteEngine {
  const ids = createIds({ clock })
  return {
    lock: acquireFolderLock,
    open: (path, backupPath) => openSqliteMetadata(path, { clock, ids, logger, backupPath }),
  }
}
