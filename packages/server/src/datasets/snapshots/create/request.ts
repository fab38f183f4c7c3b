import type { SnapshotColumn, SnapshotPart, SnapshotSource } from '@ratchet-ml/protocol'
import type { Contract, Digest } from '@ratchet-ml/scoring'
import type { BlobFiles, StagedBlob } from '../../../platform/blob-files.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Dialect } from '../../formats/csv-dialect/types.ts'
import type { FeatureKeys } from '../../point-in-time/feature-table.ts'
import type { ColumnKind } from '../../types.ts'

/** A file that a snapshot is made from. */
export interface SourceFile {
  readonly path: string
  /** As it is shown: below the folder that was named, or its base name. */
  readonly file: string
  readonly format: SnapshotSource['format']
  readonly bytes: number
}

/** A column of the snapshot, and how text formats are to read it. */
export type AgreedColumn = SnapshotColumn

/** A part that was made, with what only its rows can say. */
export interface MadePart {
  readonly part: SnapshotPart
  readonly contentHash: string
  /** Absent for a part that is kept already. */
  readonly blob?: StagedBlob
}

/** A file that became parts of a snapshot. */
export interface MadeFile {
  readonly source: SnapshotSource
  readonly parts: readonly MadePart[]
  readonly rowsRead: number
  readonly missing: ReadonlyMap<string, number>
  readonly untimed: number
  readonly notYetRecorded: number
}

/** Kinds that columns are known to have before a file is looked at. */
export type KnownKinds = ReadonlyMap<string, ColumnKind>

/** What a snapshot is made from, and how. */
export interface SnapshotRequest {
  readonly name: string
  /** As the command line said it. */
  readonly asked: readonly string[]
  readonly files: readonly SourceFile[]
  readonly time?: { readonly column: string; readonly zone: string }
  readonly derive?: Readonly<Record<string, string>>
  readonly label?: string
  readonly without: readonly string[]
  readonly contract?: {
    readonly name: string
    readonly digest: Digest
    readonly contract: Contract
  }
  /** The column whose values must differ in every row. */
  readonly id?: string
  /** What is known of how CSV files are written. */
  readonly dialect: Partial<Dialect>
  /** Share of faulty rows that is allowed. */
  readonly mostBad: number
  readonly freshWithinMs?: number
  /** As the data was known then, in microseconds; rows recorded later are left out. */
  readonly asOf?: { readonly time: number; readonly recordedColumn?: string }
  /** Whether files that were not touched are read all the same. */
  readonly rehash: boolean
  /** The table of features that is joined to the rows. */
  readonly features?: FeatureRequest
  readonly reason: string
}

export interface FeatureRequest extends FeatureKeys {
  readonly path: string
  readonly file: string
}

export interface SnapshotWorld {
  readonly blobs: BlobFiles
  readonly clock: Clock
  readonly release: string
  readonly signal: AbortSignal
  /** Bytes since the last call, of `bytesOfWork`. */
  readonly onBytes: (bytes: number) => void
}
