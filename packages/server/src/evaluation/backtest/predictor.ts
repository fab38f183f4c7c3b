import type { PredictionKind } from '@ratchet-ml/stats'
import type { ColumnBatch } from '../../datasets/types.ts'
import type { BaselinePrediction, TimeSpan } from './types.ts'

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

/** What was answered for the rows of a block, by kind; valid until the next call. */
export type Answers = Readonly<Partial<Record<PredictionKind, Float64Array>>>

/** Answers rows: a version's scorer, a rule, a constant. */
export interface Predictor {
  predict(block: RowBlock): Answers
}

/** A partition as it is handed out: a span of event time, or the rows with a value in a column. */
export interface PartitionRef {
  readonly name: string
  readonly span?: TimeSpan
  readonly where?: { readonly column: string; readonly equals: string | number | boolean }
}

/** What a predictor is made of, in plain data that goes to another thread. */
export type PredictorRecipe =
  /** A package by the path of its archive or folder. */
  | { readonly kind: 'package'; readonly path: string; readonly name: string }
  /** One answer for every row. */
  | { readonly kind: 'constant'; readonly prediction: BaselinePrediction }
  /** An expression over the columns of the row. */
  | {
      readonly kind: 'expression'
      readonly expression: string
      readonly derive: Readonly<Record<string, string>>
    }
  /** What a column says, such as the score that a person gave. */
  | { readonly kind: 'column'; readonly column: string }
  /** The label of the same series at an earlier time. */
  | {
      readonly kind: 'series'
      readonly series: string | undefined
      /** By series, ascending times and their labels. */
      readonly past: ReadonlyMap<
        string,
        { readonly times: Float64Array; readonly values: Float64Array }
      >
      readonly rule: 'seasonal-naive' | 'drift' | 'last-value'
      /** Of the season, microseconds. */
      readonly season?: number
    }
  /** No answer here, in words without a full stop. */
  | { readonly kind: 'none'; readonly because: string }
