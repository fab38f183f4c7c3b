import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { type MemoryMetadata, memoryMetadata } from '../../adapters/memory/metadata.ts'
import type { BlobStore } from '../../platform/blobs.ts'
import { createIds, type Ids } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { type ManualClock, manualClock } from '../../platform/testing/manual-clock.ts'
import { Registry } from '../service.ts'

export interface MemoryRegistry {
  readonly registry: Registry
  readonly metadata: MemoryMetadata
  readonly blobs: BlobStore
  readonly clock: ManualClock
  readonly ids: Ids
  /** What `champion` and `standby` name; to be set by a test. */
  readonly routed: { champion?: number; standby?: number }
}

/** A registry that keeps nothing. */
export function memoryRegistry(): MemoryRegistry {
  const clock = manualClock()
  const ids = createIds({ clock })
  const metadata = memoryMetadata(clock, ids)
  const blobs = memoryBlobStore()
  const routed: MemoryRegistry['routed'] = {}
  const registry = new Registry({
    ...{ store: metadata.registry, blobs, logger: silentLogger },
    champions: { find: async (_, place) => routed[place] },
  })
  return { registry, metadata, blobs, clock, ids, routed }
}
