import type { DatabaseSync } from 'node:sqlite'
import { toProblem } from './sqlite-problem.ts'

/**
 * Does all of `work` or nothing of it. There is no wait inside, so two never interleave; it is on
 * disk when this returns.
 *
 * @throws Problem `disk-full`, with everything as it was before
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  try {
    db.exec('BEGIN IMMEDIATE')
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // Where the disk is full, SQLite may have rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw toProblem(error)
  }
}
