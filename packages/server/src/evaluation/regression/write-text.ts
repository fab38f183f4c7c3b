import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Problem } from '../../platform/problem.ts'

/**
 * Writes a file whole or not at all: what stood there before is somebody's work.
 * @throws Problem `usage` when it cannot be written
 */
export async function writeText(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(beside, text)
    await rename(beside, path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Problem('usage', `${path} cannot be written: ${why}.`, { cause })
  }
}

/**
 * The text of a file; `undefined` for one that is not there.
 * @throws Problem `file-not-found` for one that cannot be read
 */
export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Problem('file-not-found', `${path} cannot be read: ${why}.`, { cause })
  }
}
