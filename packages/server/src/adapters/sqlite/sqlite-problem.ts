import { Problem } from '../../platform/problem.ts'

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const codes = {
  permission: 3,
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const
/** SQLITE_IOERR_SHMSIZE: the disk has no room for the index of the write-ahead log. */
const shmSize = 4874

/** Runs a piece of work on the database and tells its failures in the words of the catalogue. */
export function withProblems<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toProblem(error)
  }
}

/** The problem that an error of SQLite means; any other error as it is. */
export function toProblem(error: unknown): unknown {
  const code = resultCodeOf(error)
  if (code === undefined || !(error instanceof Error)) return error
  if ((code & 0xff) === codes.full || code === shmSize) {
    return new Problem('disk-full', 'The disk has no room for this change; nothing was written.', {
      hint: 'Free some space and do it again.',
      cause: error,
    })
  }
  if ([codes.permission, codes.readOnly, codes.cannotOpen].some((one) => one === (code & 0xff))) {
    return new Problem('config-invalid', `The metadata cannot be written: ${error.message}.`, {
      hint: 'Name a data folder that this user may write, with --data or RATCHET_DATA.',
      cause: error,
    })
  }
  if ((code & 0xff) === codes.corrupt || (code & 0xff) === codes.notADatabase) {
    return new Problem('data-folder-corrupt', `The metadata cannot be read: ${error.message}.`, {
      hint: 'Restore metadata.db from a backup; blobs are not affected.',
      cause: error,
    })
  }
  return error
}

/** Whether somebody else holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code !== undefined && (code & 0xff) === codes.busy
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}
