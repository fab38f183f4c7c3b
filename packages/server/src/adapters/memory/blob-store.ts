import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
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
    get: async (digest) => {
      const bytes = blobs.get(digest)
      return bytes && copy(bytes)
    },
    has: async (digest) => blobs.has(digest),
    sizeOf: async (digest) => blobs.get(digest)?.length,
  }
}

const sliceBytes = 1 << 20

/** In slices, as the thread serves requests meanwhile. */
async function copy(bytes: Uint8Array): Promise<Uint8Array> {
  const copied = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    if (at > 0) await turn()
    copied.set(bytes.subarray(at, at + sliceBytes), at)
  }
  return copied
}
