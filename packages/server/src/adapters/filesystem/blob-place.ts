import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '@ratchet-ml/scoring'

/** Where a blob is in its folder, and the folders that hold its name, the innermost first. */
export interface BlobPlace {
  readonly path: string
  readonly folders: readonly [string, ...string[]]
}

/** Two levels of folders: `ab/cd/abcd…`. */
export function placeOfBlob(folder: string, digest: Digest): BlobPlace {
  const hex = digest.slice('sha256:'.length)
  const outer = join(folder, hex.slice(0, 2))
  const inner = join(outer, hex.slice(2, 4))
  return { path: join(inner, hex), folders: [inner, outer, folder] }
}

/** Makes a file's bytes, or a folder's names, durable. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
