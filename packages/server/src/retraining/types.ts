import type { DatasetConfig } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { KeptSnapshot } from '../datasets/snapshots/types.ts'

export const algorithms = ['logistic', 'linear'] as const

/** The built-in trainers. */
export type Algorithm = (typeof algorithms)[number]

/** What to learn, from which rows. */
export interface TrainRequest {
  readonly algorithm: Algorithm
  readonly dataset: {
    readonly name: string
    readonly config: DatasetConfig
    /** What the paths of the configuration are relative to. */
    readonly folder: string
    /** Of rows that were kept as a snapshot. */
    readonly snapshot?: KeptSnapshot
  }
  /** Else the dataset's. */
  readonly label?: string
  /** Else every column that is no time and has nothing to do with the label. */
  readonly features?: readonly string[]
  /** Event times to learn from: RFC 3339, or local to the dataset's zone; from inclusive. */
  readonly from?: string
  /** Exclusive. */
  readonly until?: string
  readonly l2: number
}

/** The event times that were learned from, in microseconds since 1970 UTC. */
export interface TimeSpan {
  readonly from: number
  /** Exclusive. */
  readonly until: number
}

export interface TrainedFeature {
  readonly name: string
  readonly type: string
  /** Of a category: how many the rows have. */
  readonly levels?: number
}

/** What came of a training. */
export interface TrainReport {
  readonly algorithm: Algorithm
  readonly dataset: string
  readonly datasetDigest: Digest
  readonly label: string
  /** Of two classes: what 0 and 1 stand for. */
  readonly classes?: readonly [string, string]
  readonly features: readonly TrainedFeature[]
  /** Columns that were left out because the label is made from them, or they from it. */
  readonly leaking: readonly string[]
  /** Columns of text that name the rows, and were left out. */
  readonly identifiers: readonly string[]
  readonly rows: number
  /** Rows of the time span without a label, which were left out. */
  readonly unlabelled: number
  /** Mean of the label; the share of ones of two classes. */
  readonly labelMean: number
  /** RFC 3339 in UTC; until exclusive. */
  readonly trainedOn?: { readonly from: string; readonly until: string }
  readonly l2: number
  readonly iterations: number
  readonly objective: number
  readonly gradientNorm: number
  /** Of the package. */
  readonly digest: Digest
}

/** What is told while a training runs. */
export type TrainProgress =
  | { readonly kind: 'reading'; readonly rows: number; readonly total: number | undefined }
  | { readonly kind: 'read'; readonly rows: number }
  | {
      readonly kind: 'solving'
      readonly iteration: number
      readonly objective: number
      readonly gradientNorm: number
    }
