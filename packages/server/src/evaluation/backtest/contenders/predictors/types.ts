import type { Contract, Digest, Level, PackageFiles, Scored, Task } from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import type { ColumnBatch, ColumnInfo } from '../../../../datasets/types.ts'

/** Rows of one partition that have a label, as contenders are asked about them. */
export interface RowBlock {
  readonly batch: ColumnBatch
  /** Numbers of the rows in the batch. */
  readonly rows: Int32Array
  /** How many of `rows` count. */
  readonly count: number
  /** Event times of these rows in their order, microseconds UTC; NaN without one. */
  readonly times: Float64Array
  /** Of the batch's first row in the dataset, from 0, for messages. */
  readonly firstRow: number
}

/**
 * What was answered for the rows of a block, by kind; valid until the next call. A kind that a
 * predictor never gives is absent: a rule that names classes has no `probability`. Of two classes
 * `probability` is that of the second, one a row; of more it has all of them, row by row.
 */
export interface Answers extends Readonly<Partial<Record<PredictionKind, Float64Array>>> {
  /** 1 where there is an answer, 0 where its numbers are NaN; absent: every row is answered. */
  readonly answered?: Uint8Array
}

/** Answers rows: a version's scorer, a rule, a constant. */
export interface Predictor {
  /** The kinds of its answers that the metrics need. */
  readonly gives: ReadonlySet<PredictionKind>
  /**
   * @returns a promise where others answer, as the engine of a graph does
   * @throws Problem where a row cannot be answered at all, such as one that a contract refuses
   */
  predict(block: RowBlock): Answers | Promise<Answers>
}

/** One answer for every row: one probability a class, a bare class, or one value. */
export type ConstantAnswer =
  | { readonly kind: 'probability'; readonly probability: readonly number[] }
  | { readonly kind: 'class'; readonly label: number }
  | { readonly kind: 'value'; readonly value: number }

/** Earlier labels of one series: a time and a label at each place, times ascending. */
export interface SeriesPoints {
  readonly times: Float64Array
  readonly labels: Float64Array
}

/** What is said of the rows of each series, from what is known when a partition begins. */
export interface SeriesRecipe {
  readonly kind: 'series'
  readonly rule: 'last-value' | 'seasonal-naive' | 'drift'
  /** The column that says of which series a row is; absent: all rows are one. */
  readonly column?: string
  /** Of the season, microseconds. */
  readonly season?: number
  /** Whether the season is counted by the local clock, as whole days are. */
  readonly isLocal?: boolean
  /** By the text of the column; the one series of all rows is that of the empty text. */
  readonly series: ReadonlyMap<string, SeriesPoints>
  /** For rows of a series that has no past. */
  readonly otherwise: ConstantAnswer
}

/** What a predictor is made of, in plain data that goes to another thread. */
export type PredictorRecipe =
  /** A package by the path of its archive. */
  | {
      readonly kind: 'package'
      readonly path: string
      readonly digest: Digest
      /** Who answers, for messages. */
      readonly name: string
    }
  | { readonly kind: 'constant'; readonly answer: ConstantAnswer }
  /** An expression over the columns of the row. */
  | { readonly kind: 'expression'; readonly expression: string; readonly gives: PredictionKind }
  /** What a column says, such as the score that a person gave. */
  | { readonly kind: 'column'; readonly column: string; readonly gives: PredictionKind }
  | SeriesRecipe
  /** No answer here. */
  | { readonly kind: 'none'; readonly because: string }

/** What predictors have in common in a worker: the same for all partitions of a back-test. */
export interface PredictorWorld {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  /** As the versions name them. */
  readonly classNames?: readonly Level[]
  /** Of the dataset, derived ones included. */
  readonly columns: readonly ColumnInfo[]
  /** The kinds of answers that the metrics need. */
  readonly kinds: ReadonlySet<PredictionKind>
  /** The most rows of a block. */
  readonly capacity: number
  /** That of the dataset. */
  readonly zone: Clock
  readonly encodings: Encodings
  readonly engines: Engines
}

/** Wall-clock time of one zone, in microseconds; local ones count from 1970 local. */
export interface Clock {
  readonly name: string
  toLocal(utc: number): number
  toUtc(local: number): number
}

/** A package with a graph. */
export interface GraphPackage {
  readonly digest: Digest
  /** For the start of its engine. */
  files(): Promise<PackageFiles>
}

/** Engines of the graphs that one worker asks. */
export interface Engines {
  /**
   * Answers the first `count` encoded rows into `into`, each as in a run of always the same size: how rows
   * are put into blocks is no matter.
   *
   * @throws Problem `engine-absent`, `engine-failed`, `row-unanswered`, or why the package is not answered
   */
  answer(graph: GraphPackage, rows: Float64Array, count: number, into: Scored): Promise<void>
}

/** Encodes each block once for all contenders whose contracts encode it alike. */
export interface Encodings {
  /**
   * @returns encodes a block and gives its rows; valid until the next block
   * @throws Problem `data-column-missing`, `data-unreadable`; the encoder as `rowEncoder`
   */
  of(contract: Contract, subject: string): (block: RowBlock) => Float64Array
}
