import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotCreated } from '@ratchet-ml/protocol'
import { openBlobFiles } from '../../../adapters/filesystem/blob-files.ts'
import { openBlobFolder } from '../../../adapters/filesystem/blob-store.ts'
import { memoryMetadata } from '../../../adapters/memory/metadata.ts'
import type { BlobFiles } from '../../../platform/blob-files.ts'
import { createIds } from '../../../platform/ids.ts'
import { silentLogger } from '../../../platform/logger.ts'
import { manualClock } from '../../../platform/testing/manual-clock.ts'
import { aFolder } from '../../testing/write-parquet.ts'
import { type Made, makeSnapshot } from '../create/create-snapshot.ts'
import type { SnapshotRequest } from '../create/request.ts'
import { listSourceFiles } from '../create/source-files.ts'
import { Snapshots } from '../service.ts'

export interface SnapshotTestWorld {
  /** Where the blobs are; sources may lie anywhere. */
  readonly folder: string
  readonly blobs: BlobFiles
  readonly snapshots: Snapshots
  /** Makes a snapshot of files and records it. */
  create(
    sources: readonly string[],
    request?: Partial<SnapshotRequest>,
  ): Promise<Made & { created: SnapshotCreated }>
}

/** Snapshots over a folder of blobs of their own, a year after everything was written. */
export async function aSnapshotWorld(): Promise<SnapshotTestWorld> {
  const folder = join(await aFolder(), 'blobs')
  await mkdir(folder, { recursive: true })
  const clock = manualClock()
  const { snapshots: store } = memoryMetadata(clock, createIds({ clock }))
  const service = new Snapshots({ store, blobs: openBlobFolder(folder, { logger: silentLogger }) })
  const blobs = openBlobFiles(folder)
  clock.advance(3650 * 86_400_000)
  return {
    folder,
    blobs,
    snapshots: service,
    create: async (sources, request) => {
      const asked = await toRequest(sources, request)
      const made = await makeSnapshot(asked, {
        ...{ blobs, clock, release: '0.0.0', onBytes: () => {} },
        signal: new AbortController().signal,
      })
      for (const blob of made.staged) await blob.keep()
      const cause = { actor: 'os:ada', reason: '' } as const
      const created = await service.create(asked.name, made.snapshot, cause)
      await blobs.remember(`snapshot ${asked.name}`, made.known)
      return { ...made, created }
    },
  }
}

async function toRequest(
  sources: readonly string[],
  request: Partial<SnapshotRequest> = {},
): Promise<SnapshotRequest> {
  return {
    ...{ name: 'rows', asked: sources, files: await listSourceFiles(sources, '/') },
    ...{ without: [], dialect: {}, mostBad: 0, rehash: false, reason: '' },
    ...request,
  }
}
