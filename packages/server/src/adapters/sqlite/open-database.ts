import type { DatabaseSync } from 'node:sqlite'
import { CachingDatabase } from './caching-database.ts'
import { type MigrateOptions, migrate } from './migrate.ts'
import { withProblems } from './sqlite-problem.ts'

const busyTimeoutMs = 5_000

/**
 * Opens the metadata of a data folder, makes it if need be and brings it to the newest form, synced to
 * disk. Later commits are not: whoever makes them syncs the write-ahead log.
 *
 * @throws Problem `data-folder-newer`, `data-folder-corrupt`, `disk-full`, or
 * `config-invalid` when the file cannot be written
 */
export function openDatabase(path: string, options: MigrateOptions = {}): DatabaseSync {
  const settings = { timeout: busyTimeoutMs, enableForeignKeyConstraints: true }
  const db = withProblems(() => new CachingDatabase(path, settings))
  try {
    return withProblems(() => {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      migrate(db, options)
      db.exec('PRAGMA synchronous = NORMAL')
      return db
    })
  } catch (error) {
    db.close()
    throw error
  }
}
