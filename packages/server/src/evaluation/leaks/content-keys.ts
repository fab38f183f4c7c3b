import type { HashedColumn, RowHashes } from '../../datasets/snapshots/index.ts'
import type { ColumnBatch } from '../../datasets/types.ts'
import { ContentHasher } from './content-hash.ts'

/** Hashes rows by some columns, once for all checks that ask. */
export class ContentKeys {
  readonly #hashers = new Map<string, { readonly hasher: ContentHasher; batch?: ColumnBatch }>()
  readonly #hashes = new Map<string, RowHashes>()

  /** Valid until the next batch. */
  of(columns: readonly HashedColumn[], batch: ColumnBatch): RowHashes {
    const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const key = JSON.stringify(sorted.map(({ name }) => name))
    const known = this.#hashers.get(key) ?? { hasher: new ContentHasher(sorted) }
    const hashes = this.#hashes.get(key)
    if (known.batch === batch && hashes !== undefined) return hashes
    const fresh = known.hasher.hash(batch)
    this.#hashers.set(key, { hasher: known.hasher, batch })
    this.#hashes.set(key, fresh)
    return fresh
  }
}

/** 32 bits of a key and a time, the same as of any other equal pair. */
export function withTime(half: number, time: number, salt: number): number {
  const high = Math.floor(time / 4294967296)
  const low = (time - high * 4294967296) | 0
  let x = Math.imul((half ^ salt) + low, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 15) ^ high, 0xc2b2ae35)
  x = Math.imul(x ^ (x >>> 13) ^ half, 0x9e3779b1)
  return (x ^ (x >>> 16)) >>> 0
}
