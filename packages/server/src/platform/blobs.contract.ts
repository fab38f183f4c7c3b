import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlobStore } from './blobs.ts'

/** What every implementation of `BlobStore` must do. */
export function blobStoreContract(
  name: string,
  open: () => Promise<{ store: BlobStore; close(): Promise<void> }>,
): void {
  describe(`blob store, ${name}`, () => {
    test('gives back the bytes under their sha256, and nothing under another', async () => {
      const { store, close } = await open()
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          const hex = createHash('sha256').update(bytes).digest('hex')
          const digest = await store.put(bytes)
          expect(digest).toBe(`sha256:${hex}`)
          expect(new Uint8Array((await store.get(digest)) ?? [0])).toEqual(bytes)
          expect(await store.has(digest)).toBe(true)
          expect(await store.sizeOf(digest)).toBe(bytes.length)
        }),
        { numRuns: 30 },
      )
      const absent = `sha256:${'0'.repeat(64)}` as const
      expect(await store.get(absent)).toBeUndefined()
      expect(await store.has(absent)).toBe(false)
      expect(await store.sizeOf(absent)).toBeUndefined()
      await close()
    })

    test('does not change when the bytes that were put or got are changed', async () => {
      const { store, close } = await open()
      const bytes = new Uint8Array([1, 2, 3])
      const digest = await store.put(bytes)
      bytes[0] = 9
      const got = await store.get(digest)
      if (got !== undefined) got[1] = 9
      expect([...((await store.get(digest)) ?? [])]).toEqual([1, 2, 3])
      await close()
    })

    test('takes the same bytes many times at once', async () => {
      const { store, close } = await open()
      const bytes = new Uint8Array(10_000).fill(7)
      const digests = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)))
      expect(new Set(digests).size).toBe(1)
      expect((await store.get(digests[0] ?? 'sha256:'))?.length).toBe(10_000)
      await close()
    })
  })
}
