import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, type Package, packPackage } from '@ratchet-ml/scoring'
import type { ShelvedPackage } from '../contenders/types.ts'

/**
 * Puts packages as archives where threads open them, each once. Their digests are checked when they are
 * opened.
 */
export async function shelve(
  folder: string,
  packages: readonly Package[],
): Promise<ReadonlyMap<Digest, ShelvedPackage>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const shelf = new Map<Digest, ShelvedPackage>()
  for (const pkg of packages) {
    if (shelf.has(pkg.digest)) continue
    const path = join(folder, `${pkg.digest.replace('sha256:', '')}.ratchet`)
    await writeOnce(path, pkg)
    shelf.set(pkg.digest, { path, contract: pkg.contract })
  }
  return shelf
}

/** What another run of the same back-test has put there has the same bytes. */
async function writeOnce(path: string, pkg: Package): Promise<void> {
  try {
    if ((await stat(path)).size > 0) return
  } catch {
    // Not there yet.
  }
  const staged = `${path}.${process.pid}.new`
  await writeFile(staged, packPackage(pkg), { mode: 0o600 })
  await rename(staged, path)
}
