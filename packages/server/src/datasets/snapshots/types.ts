import type { SnapshotManifest, TimeRange } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'

/** A snapshot that was recorded; its parts, its manifest and its provenance are blobs. */
export interface RecordedSnapshot {
  readonly snapshot: string
  readonly number: number
  /** Of the manifest, which is kept as the blob under it. */
  readonly digest: Digest
  readonly contentHash: string
  readonly rows: number
  readonly parts: number
  readonly bytes: number
  readonly range?: TimeRange
  readonly parent?: Digest
  readonly provenance: Digest
  /** Microseconds since 1970 UTC. */
  readonly recordedAt: number
  readonly actor: string
}

/** What a reference to a snapshot names: `flights`, `flights@2` or `flights@sha256:…`. */
export interface SnapshotReference {
  readonly name: string
  /** A number, `latest`, or a digest. */
  readonly reference: string
}

/** Where parts are: what reading needs of the blobs of a data folder. */
export interface PartFiles {
  pathOf(digest: Digest): string
  sizeOf(digest: Digest): Promise<number | undefined>
}

/** A snapshot and where its parts are. */
export interface KeptSnapshot {
  readonly digest: Digest
  readonly manifest: SnapshotManifest
  readonly blobs: PartFiles
}
