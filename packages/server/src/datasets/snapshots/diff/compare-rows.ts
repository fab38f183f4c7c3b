import type { SnapshotColumn, SnapshotManifest, SnapshotPart } from '@ratchet-ml/protocol'
import { openParquet } from '../../formats/parquet/open-parquet.ts'
import { RowHasher } from '../row-hash.ts'
import type { PartFiles } from '../types.ts'
import { compareSorted, HashList, type MultisetDifference } from './hash-list.ts'

/** Hashes of so many rows are in memory at one time; more rows are compared in several goes. */
const mostHashes = 1 << 24

export interface CompareOptions {
  readonly blobs: PartFiles
  readonly signal: AbortSignal
}

/** A snapshot's parts, and the zone its times are read in. */
export interface ComparedSide {
  readonly manifest: SnapshotManifest
  readonly parts: readonly SnapshotPart[]
}

/**
 * Rows added and removed, over the columns that both have. Parts that both have are equal and are not
 * read. Counts are exact but for two different rows of one hash of 64 bits.
 */
export async function compareRows(
  before: ComparedSide,
  after: ComparedSide,
  columns: readonly SnapshotColumn[],
  options: CompareOptions,
): Promise<MultisetDifference> {
  const rows = (side: ComparedSide) => side.parts.reduce((sum, part) => sum + part.rows, 0)
  const shares = Math.max(1, Math.ceil((rows(before) + rows(after)) / mostHashes))
  const hasher = new RowHasher(columns)
  const total = { added: 0, removed: 0 }
  for (let share = 0; share < shares; share++) {
    const hashesOf = async (side: ComparedSide) => {
      const list = new HashList()
      for await (const batch of batchesOf(side, columns, options)) {
        list.add(hasher.hash(batch), share, shares)
      }
      return list.sorted()
    }
    const { added, removed } = compareSorted(await hashesOf(before), await hashesOf(after))
    total.added += added
    total.removed += removed
  }
  return total
}

/** Some columns of the parts of a side. */
export async function* batchesOf(
  { manifest, parts }: ComparedSide,
  columns: readonly SnapshotColumn[],
  { blobs, signal }: CompareOptions,
) {
  const zone = manifest.time?.zone ?? 'UTC'
  const names = columns.map(({ name }) => name)
  for (const { sha256 } of parts) {
    const source = await openParquet(blobs.pathOf(sha256), sha256)
    try {
      yield* source.batches({ columns: names, zone, signal })
    } finally {
      await source.close()
    }
  }
}
