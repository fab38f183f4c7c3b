import type { Digest } from '@ratchet-ml/scoring'

/** A blob that is being made and that nobody sees yet. */
export interface StagedBlob {
  /** Where its bytes are meanwhile. */
  readonly path: string
  /** Bytes appended so far. */
  readonly bytes: number
  /** @throws Problem `disk-full` */
  append(bytes: Uint8Array): Promise<void>
  /** Gives the digest of the bytes; nothing is appended afterwards. */
  finish(): Promise<Digest>
  /**
   * Makes a finished blob durable and gives it its name. One that is there with as many bytes is left
   * as it is.
   * @throws Problem `disk-full`
   */
  keep(): Promise<void>
  /** Removes what was not kept; does nothing afterwards. */
  discard(): Promise<void>
}

export interface CopyOptions {
  readonly signal?: AbortSignal
  /** Called with the number of bytes read since the last call. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * Large blobs of a data folder, as files that a command makes and reads itself: their bytes do not
 * pass through the process that owns the folder. They are those of its `BlobStore`.
 *
 * However the process ends, a digest is readable with all its bytes or not at all; what it left
 * staged is removed when a later one stages.
 */
export interface BlobFiles {
  stage(): Promise<StagedBlob>
  /**
   * Stages a copy of a file and finishes it; the digest is that of the bytes copied.
   * @throws Problem `file-not-found`, `file-changed` when the file is not what it was at the start,
   * `disk-full`
   */
  stageCopy(path: string, options?: CopyOptions): Promise<{ blob: StagedBlob; digest: Digest }>
  /** An empty folder for files that others write; it goes the way of what is staged. */
  stageFolder(): Promise<string>
  /** Where the bytes of a blob are, if it is kept. */
  pathOf(digest: Digest): string
  sizeOf(digest: Digest): Promise<number | undefined>
  /** A note that saves work and that may be lost at any time, by its name. */
  recall(name: string): Promise<string | undefined>
  remember(name: string, note: string): Promise<void>
}
