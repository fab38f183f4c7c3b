import type { Digest } from '@ratchet-ml/scoring'
import type { BlobFiles, StagedBlob } from '../../../platform/blob-files.ts'
import type { Tally } from '../../quality/tally.ts'

/** The rows that were put aside, as lines of a blob; there is none while there are no rows. */
export class Quarantine {
  readonly #blobs: BlobFiles
  readonly #tally: Tally
  #blob: StagedBlob | undefined

  constructor(blobs: BlobFiles, tally: Tally) {
    this.#blobs = blobs
    this.#tally = tally
  }

  /** Writes what the tally has gathered. */
  async flush(): Promise<void> {
    const lines = this.#tally.takeLines()
    if (lines === undefined) return
    this.#blob ??= await this.#blobs.stage()
    await this.#blob.append(lines)
  }

  async finish(): Promise<{ blob: StagedBlob; digest: Digest } | undefined> {
    await this.flush()
    if (this.#blob === undefined) return undefined
    return { blob: this.#blob, digest: await this.#blob.finish() }
  }

  async discard(): Promise<void> {
    await this.#blob?.discard()
  }
}
