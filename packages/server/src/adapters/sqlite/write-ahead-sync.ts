import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Brings what was committed to the disk, off the thread that commits: a sync waits for whatever else the disk
 * is asked to do. Who asks while one is under way is served by the next, all together.
 */
export class WriteAheadSync {
  readonly #path: string
  #underWay: Promise<void> | undefined
  #next: Promise<void> | undefined
  #isFolderSynced = false

  /** @param path of the database */
  constructor(path: string) {
    this.#path = `${path}-wal`
  }

  /** Resolves when everything that was committed before the call outlives a power cut. */
  sync(): Promise<void> {
    this.#next ??= this.#afterOther()
    return this.#next
  }

  async #afterOther(): Promise<void> {
    await this.#underWay?.catch(() => {}) // whoever waits for that one is told
    this.#underWay = this.#next
    this.#next = undefined
    await this.#syncNow()
  }

  async #syncNow(): Promise<void> {
    try {
      await syncPath(this.#path, 'r+')
    } catch (error) {
      // The log of a database that was closed is gone: all of it is in the database, synced.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    if (!this.#isFolderSynced) await syncPath(dirname(this.#path), 'r')
    this.#isFolderSynced = true
  }
}

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
