import { existsSync, readFileSync } from 'node:fs'

const sharedMemory = '/dev/shm'
const marksOfContainers = ['/.dockerenv', '/run/.containerenv']

/**
 * Where the spool goes: the folder that is named, none for `off`, else the shared memory of Linux. Not
 * that of a container which ends with this process: then it would not outlive it.
 */
export function spoolFolder(named: string | undefined): string | undefined {
  if (named === 'off') return undefined
  if (named !== undefined) return named
  const isContainer = marksOfContainers.some((path) => existsSync(path))
  return isContainer && isMainProcess() ? undefined : sharedMemory
}

/** Whether the first process of the container is this one, its parent, or leads its session. */
function isMainProcess(): boolean {
  if (process.pid === 1 || process.ppid === 1) return true
  const stat = readFileSync('/proc/self/stat', 'latin1')
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return session === '1'
}
