import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { removeKept } from './kept-partitions.ts'

/** So long a back-test that was broken off may still be gone on with. */
const keptMs = 7 * 24 * 60 * 60 * 1000

/**
 * Removes what was kept of back-tests that were broken off and not gone on with for seven days.
 *
 * @param folder of all of them
 * @param now microseconds since 1970 UTC
 * @param except the folder of one that stays, however old
 */
export async function removeForgotten(
  folder: string,
  { now, except }: { readonly now: number; readonly except: string },
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (path !== except && (await lastChange(path)) < now / 1000 - keptMs) await removeKept(path)
  }
}

/** Of a folder or of anything in it, milliseconds; endless for what another process has just removed. */
async function lastChange(path: string): Promise<number> {
  const paths = [path, ...(await namesIn(path)).map((name) => join(path, name))]
  try {
    return Math.max(...(await Promise.all(paths.map(async (one) => (await stat(one)).mtimeMs))))
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return [] // there is none
  }
}
