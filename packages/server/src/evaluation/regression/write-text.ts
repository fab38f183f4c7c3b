import { mkdir, rename, writeFile } from 'node:fs/promises'
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
