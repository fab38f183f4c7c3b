import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { access, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { type Digest, isDigest } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { placeOfBlob, syncPath } from './blob-place.ts'
import { systemCodeOf, toProblem } from './filesystem-problem.ts'

export interface BlobFolderOptions {
  readonly logger: Logger
}

/**
 * Blobs as files under their hash, in two levels of folders: `blobs/ab/cd/abcd…`. A blob is written
 * and synced under `staged/`, then renamed, then its folders are synced: a name never shows a part.
 * What an ended process left under `staged/` is removed at once, so only the owner of a data folder
 * may open it.
 */
export function openBlobFolder(folder: string, { logger }: BlobFolderOptions): BlobStore {
  const staging = join(folder, 'staged')
  try {
    mkdirSync(staging, { recursive: true })
    for (const name of readdirSync(staging)) {
      logger.debug('stale blob swept', { name })
      rmSync(join(staging, name), { force: true })
    }
  } catch (error) {
    throw toProblem(error, staging)
  }
  return new BlobFolder(folder, staging, logger)
}

class BlobFolder implements BlobStore {
  readonly #folder: string
  readonly #staging: string
  readonly #logger: Logger

  constructor(folder: string, staging: string, logger: Logger) {
    this.#folder = folder
    this.#staging = staging
    this.#logger = logger
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = await digestOf(bytes)
    const { path, folders } = placeOfBlob(this.#folder, digest)
    try {
      if (!(await this.#isWhole(path, digest))) await this.#write(path, folders, bytes, digest)
      // Also for bytes found: who wrote them may have ended before these syncs.
      for (const folder of folders) await syncPath(folder)
    } catch (error) {
      throw toProblem(error, path)
    }
    this.#logger.debug('blob kept', { digest })
    return digest
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    if (!isDigest(digest)) return undefined
    const bytes = await readOrUndefined(placeOfBlob(this.#folder, digest).path)
    if (bytes === undefined) return undefined
    const found = await digestOf(bytes)
    if (found === digest) return bytes
    throw new Problem(
      'package-digest-mismatch',
      `The blob ${placeOfBlob(this.#folder, digest).path} has the digest ${found}; expected ${digest}.`,
      { hint: 'The file was changed or damaged. Push the model again, or restore it from a copy.' },
    )
  }

  async has(digest: Digest): Promise<boolean> {
    if (!isDigest(digest)) return false
    try {
      await access(placeOfBlob(this.#folder, digest).path)
      return true
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  async sizeOf(digest: Digest): Promise<number | undefined> {
    if (!isDigest(digest)) return undefined
    try {
      return (await stat(placeOfBlob(this.#folder, digest).path)).size
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  async #write(
    path: string,
    folders: readonly [string, ...string[]],
    bytes: Uint8Array,
    digest: Digest,
  ): Promise<void> {
    const staged = join(this.#staging, randomUUID())
    try {
      const file = await open(staged, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        this.#logger.debug('blob staged', { digest })
        await file.sync()
        this.#logger.debug('blob synced', { digest })
      } finally {
        await file.close()
      }
      await mkdir(folders[0], { recursive: true })
      await rename(staged, path)
      this.#logger.debug('blob renamed', { digest })
    } catch (error) {
      await rm(staged, { force: true })
      throw error
    }
  }

  async #isWhole(path: string, digest: Digest): Promise<boolean> {
    const bytes = await readOrUndefined(path)
    if (bytes === undefined) return false
    if ((await digestOf(bytes)) === digest) {
      await syncPath(path)
      return true
    }
    this.#logger.warn('damaged blob replaced', { digest })
    return false
  }
}

const sliceBytes = 1 << 18

/** In slices, as the thread serves requests meanwhile. */
async function digestOf(bytes: Uint8Array): Promise<Digest> {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    if (at > 0) await turn()
    hash.update(bytes.subarray(at, at + sliceBytes))
  }
  return `sha256:${hash.digest('hex')}`
}

async function readOrUndefined(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
