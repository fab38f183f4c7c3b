import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Problem } from '../../platform/problem.ts'
import { migrations as allMigrations } from './migrations/index.ts'

export interface MigrateOptions {
  /**
   * Where a copy of the database as it was goes before anything is changed; an empty database is not
   * copied.
   *
   * @param from the number of the last migration that the copy has
   */
  readonly backupPath?: (from: number) => string
  readonly migrations?: readonly string[]
}

/**
 * Brings a database to the newest form, one transaction for each migration; `user_version` is the
 * number of the last one done. Gives the number it had before.
 *
 * @throws Problem `data-folder-newer` when a later release has migrated it
 */
export function migrate(db: DatabaseSync, options: MigrateOptions = {}): number {
  const { backupPath, migrations = allMigrations } = options
  const from = userVersion(db)
  if (from > migrations.length) {
    throw new Problem(
      'data-folder-newer',
      `The metadata is at migration ${from}; this release knows ${migrations.length}.`,
      { hint: 'Use the release that wrote the data folder, or a later one.' },
    )
  }
  if (from > 0 && from < migrations.length && backupPath !== undefined) {
    backUp(db, backupPath(from))
  }
  for (const [i, sql] of migrations.entries()) {
    if (i >= from) db.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${i + 1}; COMMIT`)
  }
  return from
}

function userVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

/** The copy appears under its name when it is whole. */
function backUp(db: DatabaseSync, path: string): void {
  if (existsSync(path)) return
  const staged = `${path}.part`
  rmSync(staged, { force: true })
  db.prepare('VACUUM INTO ?').run(staged)
  renameSync(staged, path)
}
