import type { TimePartitions } from '../../datasets/index.ts'
import type { LabelHistory } from './label-history.ts'
import type { TimeSpan } from './types.ts'
import type { VersionJudge } from './version-judge.ts'

/** What one pass over the data has gathered. */
export interface Gathered {
  rows: number
  /** Rows without an event time, which belong to no partition. */
  untimed: number
  readonly partitions: TimePartitions
  /** By number of the partition. */
  readonly tallies: Tally[]
  readonly judges: readonly VersionJudge[]
  /** The training window of the first version that says one, with its labels. */
  readonly training: { readonly span: TimeSpan; readonly labels: LabelHistory } | undefined
}

/** Rows of one partition. */
export interface Tally {
  rows: number
  unlabelled: number
  readonly labels: LabelHistory
}
