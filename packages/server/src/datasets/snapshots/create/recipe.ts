import type { BlobFiles } from '../../../platform/blob-files.ts'
import type { DerivedColumn } from '../../derived-columns.ts'
import type { Dialect } from '../../formats/csv-dialect/types.ts'
import type { FeatureJoiner } from '../../point-in-time/join-features.ts'
import type { IdSet } from '../../quality/id-set.ts'
import type { Tally } from '../../quality/tally.ts'
import type { ColumnRule } from '../../quality/types.ts'
import type { RowHasher } from '../row-hash.ts'
import type { AgreedColumn, KnownKinds } from './request.ts'

/** How every file of a snapshot is made into parts. */
export interface Recipe {
  readonly blobs: BlobFiles
  /** Columns of the files, by name. */
  readonly read: readonly AgreedColumn[]
  /** Columns of the parts: those of the files and those joined. */
  readonly columns: readonly AgreedColumn[]
  readonly known: KnownKinds
  readonly dialect: Partial<Dialect>
  readonly timeColumn: string | undefined
  readonly zone: string
  readonly rules: readonly ColumnRule[]
  /** What the rules need beyond the columns read. */
  readonly derived: readonly DerivedColumn[]
  readonly tally: Tally
  /** Takes what the tally has gathered. */
  readonly flushTally: () => Promise<void>
  readonly id:
    | { readonly column: string; readonly seen: IdSet; readonly hasher: RowHasher }
    | undefined
  /** Rows recorded after this time, in microseconds, are left out. */
  readonly recorded: { readonly column: string; readonly asOf: number } | undefined
  readonly joiner: FeatureJoiner | undefined
  readonly hasher: RowHasher
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}
