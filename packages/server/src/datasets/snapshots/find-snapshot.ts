import type { DatasetConfig } from '@ratchet-ml/protocol'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { parseMarkedReference } from './policy.ts'
import type { KeptSnapshot } from './types.ts'

/** A snapshot as commands take it where they take a dataset. */
export interface SnapshotDataset {
  /** `flights@2` */
  readonly name: string
  readonly config: DatasetConfig
  readonly snapshot: KeptSnapshot
}

/**
 * The snapshot that `snapshot:NAME`, `snapshot:NAME@2` or `snapshot:NAME@sha256:…` names; `undefined`
 * for any other text.
 *
 * @throws ServerProblem `snapshot-not-found`
 */
export async function findSnapshotDataset(
  context: Pick<CommandContext, 'client' | 'blobFiles'>,
  text: string | undefined,
): Promise<SnapshotDataset | undefined> {
  const sought = text === undefined ? undefined : parseMarkedReference(text)
  if (sought === undefined) return undefined
  const found = await (await context.client()).snapshot(sought.name, sought.reference)
  const { snapshot, manifest } = found
  const { time, derive, label } = manifest
  return {
    name: `${snapshot.snapshot}@${snapshot.number}`,
    config: {
      files: manifest.parts.map(({ sha256 }) => sha256),
      ...(time && { time }),
      ...(derive && { derive }),
      ...(label !== undefined && { label }),
    },
    snapshot: { digest: snapshot.digest, manifest, blobs: await context.blobFiles() },
  }
}
