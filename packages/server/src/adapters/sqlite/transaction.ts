import type { Journal } from './journal.ts'
import { toProblem } from './sqlite-problem.ts'

/**
 * Does all of `work` or nothing of it. There is no wait inside, so two never interleave. It is on disk when
 * this resolves; others may see it a moment earlier, and what they write upon it is on disk after it.
 *
 * @throws Problem `disk-full`, with everything as it was before
 */
export async function inTransaction<T>(
  { db, sync }: Pick<Journal, 'db' | 'sync'>,
  work: () => T,
): Promise<T> {
  const result = commit(db, work)
  await sync()
  return result
}

function commit<T>(db: Journal['db'], work: () => T): T {
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
