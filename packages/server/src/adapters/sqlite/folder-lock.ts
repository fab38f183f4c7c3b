import { DatabaseSync } from 'node:sqlite'
import { isBusy, toProblem, withProblems } from './sqlite-problem.ts'

/** Held until it is released or the process ends, however it ends. */
export interface FolderLock {
  release(): void
}

/**
 * Takes the lock of a data folder: an exclusive transaction on the file, which the kernel ends with
 * the process. `undefined` when another process, or another part of this one, holds it.
 *
 * @throws Problem `disk-full`, or `config-invalid` when the file cannot be written
 */
export function acquireFolderLock(path: string): FolderLock | undefined {
  const db = withProblems(() => new DatabaseSync(path, { timeout: 0 }))
  try {
    db.exec('BEGIN EXCLUSIVE')
    return { release: () => db.close() }
  } catch (error) {
    db.close()
    if (isBusy(error)) return undefined
    throw toProblem(error)
  }
}
