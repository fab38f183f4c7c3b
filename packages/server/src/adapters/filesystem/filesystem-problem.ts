import { Problem } from '../../platform/problem.ts'

/** The code of a system error, such as `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The problem that a system error means while `path` is written; any other error as it is. */
export function toProblem(error: unknown, path: string): unknown {
  const code = systemCodeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('disk-full', `The disk has no room for ${path}; nothing was kept of it.`, {
      hint: 'Free some space and do it again.',
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new Problem('config-invalid', `${path} cannot be written: ${code}.`, {
      hint: 'Name a data folder that this user may write, with --data or RATCHET_DATA.',
      cause: error,
    })
  }
  return error
}
