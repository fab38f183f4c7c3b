import type { Digest } from '@ratchet-ml/scoring'

/** Immutable bytes under their own sha256. Implementations pass `blobStoreContract`. */
export interface BlobStore {
  /**
   * Keeps bytes and gives their digest; they are durable when it resolves. Bytes that are there
   * already are not written again, unless what is there is damaged: then they are replaced whole.
   * However the process ends, a digest is readable with all its bytes or not at all.
   *
   * @throws Problem `disk-full`, and nothing is kept
   */
  put(bytes: Uint8Array): Promise<Digest>
  /**
   * The bytes with this digest, or `undefined` when there are none. Digests are checked on every
   * read.
   *
   * @throws Problem `package-digest-mismatch` when the bytes kept under it have another digest
   */
  get(digest: Digest): Promise<Uint8Array | undefined>
  /** Whether something is kept under this digest, without reading it. */
  has(digest: Digest): Promise<boolean>
  /** How many bytes are kept under this digest, without reading them; `undefined` for none. */
  sizeOf(digest: Digest): Promise<number | undefined>
}
