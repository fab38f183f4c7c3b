import { createHash } from 'node:crypto'
import type { Digest } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'

/** Blobs that live as long as the process. What goes in and out is copied. */
export function memoryBlobStore(): BlobStore {
  const blobs = new Map<Digest, Uint8Array>()
  return {
    async put(bytes) {
      const digest: Digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      if (!blobs.has(digest)) blobs.set(digest, bytes.slice())
      return digest
    },
    get: async (digest) => blobs.get(digest)?.slice(),
    has: async (digest) => blobs.has(digest),
  }
}
