import type { Interval } from '../intervals/interval.ts'

/** What a metric can say about: two classes, more classes, or numbers. */
export type Task = 'binary' | 'multiclass' | 'regression'

/**
 * What the predictions of a batch must be: class indices, probabilities, or numbers in the
 * target's unit.
 */
export type PredictionKind = 'label' | 'probability' | 'value'

/** Labelled predictions in columns, in any number of batches. */
export type LabelledBatch = {
  /** Class indices 0, 1, ... (binary: 1 is the positive class), or target values. */
  readonly labels: Float64Array
  /**
   * One entry a row: a class index, the probability of class 1, or a value. With `classes` above 2
   * and probabilities: `classes` entries a row, row after row.
   */
  readonly predictions: Float64Array
  /** Rows to read from the start; all of `labels` unless given. */
  readonly count?: number | undefined
  /** Number of classes, for probabilities of more than two. */
  readonly classes?: number | undefined
  /** A weight >= 0 for each row; each counts 1 unless given. */
  readonly weights?: Float64Array | undefined
}

/** Why a metric has no value. */
export type UndefinedReason =
  | 'no-rows'
  | 'no-weight'
  | 'one-class'
  | 'constant-label'
  | 'invalid-label'
  | 'invalid-prediction'
  | 'invalid-weight'
  | 'overflow'

/** A fault found in the rows: the first one, in words that name the value. */
export type Fault = { readonly reason: UndefinedReason; readonly detail: string }

/** A metric over `n` rows: its value, with an interval where one is known, or why there is none. */
export type Estimate =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly interval?: Interval
      readonly n: number
    }
  | {
      readonly kind: 'undefined'
      readonly reason: UndefinedReason
      readonly detail: string
      readonly n: number
    }

/** What an accumulator has seen, as plain data that can be sent to another thread or stored. */
export type AccumulatorState = {
  readonly metric: string
  readonly n: number
  readonly fault: Fault | undefined
  /** Sums or rows, in an order that only the metric knows. */
  readonly columns: readonly Float64Array[]
}

/** Collects batches in memory that does not grow with the rows, unless the metric says otherwise. */
export interface Accumulator {
  /**
   * Adds a batch and keeps no reference to its arrays. An invalid row (NaN, a label or a
   * prediction out of range) makes the result undefined for good, and never a number.
   *
   * @throws RangeError when the arrays are shorter than the count
   */
  add(batch: LabelledBatch): void
  /**
   * Adds what another accumulator of the same metric has seen; the order of merging does not
   * matter beyond the last bits.
   *
   * @throws TypeError when the state is of another metric
   */
  merge(state: AccumulatorState): void
  state(): AccumulatorState
  /** The metric with an interval of this level (0.95 unless given) where it has one. */
  result(level?: number): Estimate
}

/** A declared metric. Code that uses metrics asks these fields and never looks at the name. */
export type Metric = {
  /** Stable name in files and interfaces. */
  readonly name: string
  /** Name for people. */
  readonly title: string
  readonly tasks: readonly Task[]
  /** Which way is better; `none` for a description such as the base rate. */
  readonly direction: 'higher' | 'lower' | 'none'
  readonly needs: PredictionKind
  create(): Accumulator
}
