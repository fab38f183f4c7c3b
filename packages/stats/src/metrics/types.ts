import type { Interval } from '../intervals/interval.ts'
import type { RunRoom } from './runs/run-room.ts'

/** What a metric can say about. */
export type Task = 'binary' | 'multiclass' | 'regression' | 'forecasting' | 'ranking' | 'anomaly'

/**
 * What the predictions of a batch must be: class indices (or alarms, 0 and 1), probabilities,
 * numbers in the target's unit, the two ends of an interval in it, or numbers of a metric's own. Metrics of order take any
 * score for a probability, and a ranking's score is its value.
 */
export type PredictionKind = 'label' | 'probability' | 'value' | 'interval' | NumberKind

/** Numbers that are computed for one metric: one a row, or number and divisor, row after row. */
export type NumberKind = `number:${string}` | `pair:${string}`

/** A column that a metric reads beside labels and predictions. */
export type Column = 'groups' | 'times' | 'absoluteScales' | 'squaredScales'

/** Labelled predictions in columns, in any number of batches. */
export type LabelledBatch = {
  /**
   * Class indices 0, 1, ... (binary: 1 is the positive class; anomalies: 1 while one lasts), target
   * values, or how relevant an item is.
   */
  readonly labels: Float64Array
  /**
   * One entry a row: a class index, the probability of class 1, or a value. With `classes` above 2
   * and probabilities: `classes` entries a row, row after row. Intervals: low and high, row after
   * row.
   */
  readonly predictions: Float64Array
  /** Rows to read from the start; all of `labels` unless given. */
  readonly count?: number | undefined
  /** Number of classes, for probabilities of more than two. */
  readonly classes?: number | undefined
  /** A weight >= 0 for each row; each counts 1 unless given. */
  readonly weights?: Float64Array | undefined
  /** The query of an item or the series of a point, any number but NaN. */
  readonly groups?: Float64Array | undefined
  /** When a point was; equal units in, equal units out. */
  readonly times?: Float64Array | undefined
  /** Mean absolute change of the series before the forecast (`naiveScales`), positive. */
  readonly absoluteScales?: Float64Array | undefined
  /** Mean squared change of the series before the forecast (`naiveScales`), positive. */
  readonly squaredScales?: Float64Array | undefined
  /** What the metric has written of the rows (`RowNumbers.write`), which it need not compute again. */
  readonly numbers?: Float64Array | undefined
}

/** Why a metric has no value. */
export type UndefinedReason =
  | 'no-rows'
  | 'no-weight'
  | 'one-class'
  | 'constant-label'
  | 'constant-prediction'
  | 'no-positives'
  | 'too-few-rows'
  | 'no-relevant'
  | 'no-episodes'
  | 'invalid-label'
  | 'invalid-prediction'
  | 'invalid-weight'
  | 'invalid-column'
  | 'overflow'
  | 'zero-divisor'

/** A fault found in the rows: the first one, in words that name the value. */
export type Fault = { readonly reason: UndefinedReason; readonly detail: string }

/** A metric over `n` rows: its value, with an interval where one is known, or why there is none. */
export type Estimate =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly interval?: Interval
      readonly n: number
      /** How many independent ones the interval rests on, in the unit that the metric states. */
      readonly support: number
    }
  | {
      readonly kind: 'undefined'
      readonly reason: UndefinedReason
      readonly detail: string
      readonly n: number
    }

/**
 * What an accumulator has seen, as plain data that can be sent to another thread or stored; its arrays
 * may be those of the accumulator, and are not to be changed.
 */
export type AccumulatorState = {
  /** What was gathered; metrics that are computed from the same name the same. */
  readonly tally: string
  readonly n: number
  readonly fault: Fault | undefined
  /** Sums, rows or runs in a store, in an order that only the metric knows. */
  readonly columns: readonly Float64Array[]
}

/** The rows of a batch after its arrays were found long enough. */
export type Rows = {
  readonly labels: Float64Array
  readonly predictions: Float64Array
  readonly count: number
  readonly classes: number
  readonly weights: Float64Array | undefined
  /** The columns asked for, in their order. */
  readonly columns: readonly Float64Array[]
  /** What the metric has written of them, where that is known. */
  readonly numbers: Float64Array | undefined
}

/** What a metric needs to know of the rows: sums, counts, or the rows themselves. */
export interface Tally {
  /** Adds rows with valid weights; stops at the first fault. */
  add(rows: Rows): Fault | undefined
  mergeColumns(columns: readonly Float64Array[]): void
  /** Its content in a normal form: the same rows in memory give the same bits. */
  columns(): readonly Float64Array[]
  /** How many rows it keeps, if it keeps them. */
  rows?(): number
  /** Lets go of its part of the room, if it has one. */
  release?(): void
}

/** A tally with what is common to all: the count of rows and the fault, if any. */
export interface Gathering {
  readonly tally: Tally
  add(batch: LabelledBatch): void
  merge(state: AccumulatorState): void
  state(): AccumulatorState
  n(): number
  /** Why there is no value whatever the metric: a faulty row, or none at all. */
  fault(): Fault | undefined
  /** Lets go of its part of a room, after which it is not used any more. */
  release(): void
}

/** Collects batches in memory that does not grow with the rows, unless the metric says otherwise. */
export interface Accumulator {
  /**
   * Adds a batch and keeps no reference to its arrays. An invalid row (NaN, a label or a
   * prediction out of range) makes the result undefined for good, and never a number.
   *
   * @throws RangeError when the arrays are shorter than the count, or a column is lacking
   */
  add(batch: LabelledBatch): void
  /**
   * Adds what another accumulator of the same metric has seen, whose arrays may be kept and are not
   * to be changed afterwards. Values, intervals and states have
   * the same bits whatever the order of batches and merges.
   *
   * @throws TypeError when the state is of another metric
   */
  merge(state: AccumulatorState): void
  state(): AccumulatorState
  /** The metric with an interval of this level (0.95 unless given) where it has one. */
  result(level?: number): Estimate
}

/** What is counted when a metric says from how many its interval holds. */
export type SupportUnit =
  | 'rows'
  | 'rows of the rarer class'
  | 'rows predicted 1'
  | 'rows labelled 1'
  | 'rows taken'
  | 'queries'
  | 'episodes'

/** Which interval a metric has, and from how many of what its coverage was found right. */
export type IntervalPromise =
  | {
      readonly kind: 'analytic'
      /** How it is made, in words. */
      readonly method: string
      readonly unit: SupportUnit
      /** From this many on, 94 to 96 of 100 intervals at 95 % hold the truth. */
      readonly from: number
    }
  | {
      /** None of its own: `bootstrapMetric` gives one. */
      readonly kind: 'bootstrap'
      readonly unit: SupportUnit
      readonly from: number
    }
  | {
      /** Holds the truth at least as often as it says, and so is wider than need be. */
      readonly kind: 'conservative'
      readonly method: string
      readonly unit: SupportUnit
      readonly from: number
    }

/** A metric's entry in the catalogue. Code that uses metrics asks these and never looks at the name. */
export type MetricDescription = {
  /** Stable name in files and interfaces; with a parameter `name:parameter`, such as `f-beta:2`. */
  readonly name: string
  /** Name for people. */
  readonly title: string
  readonly tasks: readonly Task[]
  /** Which way is better; `none` for a description such as the base rate. */
  readonly direction: 'higher' | 'lower' | 'none'
  readonly needs: PredictionKind
  /** Columns that a batch must have beside labels and predictions. */
  readonly columns: readonly Column[]
  /** What it is, in one sentence. */
  readonly definition: string
  readonly formula: string
  /** Least and greatest value, in words. */
  readonly range: string
  readonly undefinedWhen: string
  readonly interval: IntervalPromise
  /** Whether its memory grows with the rows. */
  readonly keepsRows: boolean
}

/** How a metric follows from the mean of one number a row, or from two sums over the rows. */
export type RowNumbers = {
  /**
   * Writes the number of each row, before weights; NaN where a row is invalid.
   *
   * @throws RangeError as `Accumulator.add` does
   */
  write(batch: LabelledBatch, into: Float64Array): void
  /** Writes what each row counts, where the sum of the numbers is divided by the sum of these; else 1. */
  writeCounts?(batch: LabelledBatch, into: Float64Array): void
  /** The metric from their mean. */
  toValue(mean: number): number
}

/** A declared metric. */
export type Metric = MetricDescription & {
  /** Of metrics that are a mean over the rows or a ratio of two sums, or follow from one. */
  readonly byRow?: RowNumbers
  /** What it is computed from: metrics with the same key of it may share one. */
  readonly gathers: { readonly key: string; create(room?: RunRoom): Gathering }
  /** Tells a gathering that the metric will be asked for, so that one walk over rows does for all. */
  joins(gathering: Gathering): void
  /** The metric from what was gathered. */
  estimate(gathering: Gathering, level?: number): Estimate
  create(): Accumulator
}
