import type { Task } from '@ratchet-ml/scoring'
import type { ColumnBatch } from '../../../../datasets/types.ts'
import type { PartitionRef, TimeSpan } from '../../types.ts'
import type { SeriesPoints } from '../predictors/types.ts'

/** What is kept of the labels of the first pass for a contender, beside counts and moments. */
export interface Memory {
  /** How often each value was a label. */
  readonly values?: true
  /** Counts of the labels within a span of event time. */
  readonly span?: TimeSpan
  readonly series?: SeriesMemory
}

/** What is kept of each series. */
export interface SeriesMemory {
  /** The column that tells series apart; absent: all rows are one series. */
  readonly column?: string
  /** The last one; the first and the last; or all within a season before the last one. */
  readonly keep: 'last' | 'ends' | 'season'
  /** Microseconds; absent: a week, where the rows are hourly or daily. */
  readonly season?: number
}

/** Rows of the first pass that have a label and are in one partition. */
export interface HistoryBlock {
  /** Name of the partition. */
  readonly partition: string
  /** Holds the columns that `History.columns` names. */
  readonly batch: ColumnBatch
  /** Numbers of the rows in the batch; the first `count` count. */
  readonly rows: Int32Array
  readonly count: number
  /** Labels of these rows, in their order: classes by index, or values. */
  readonly labels: Float64Array
  /** Their event times, microseconds UTC; NaN without one. */
  readonly times: Float64Array
}

/** The labels of a dataset by partition, as one pass over label and time gathers them. */
export interface History {
  /** What must be read beside label and time. */
  readonly columns: readonly string[]
  add(block: HistoryBlock): void
  /** Rows with a label in a partition. */
  rowsOf(partition: string): number
  /** From the first event time of a partition until just after its last; `undefined` without one. */
  spanOf(partition: string): TimeSpan | undefined
  /**
   * What is known when a partition begins: rows at least the gap before it, and where partitions are
   * values of a column, those of all that ended so. Nothing is known before a partition without a span of event time.
   *
   * @param partitions all of them, in any order
   */
  before(partition: PartitionRef, partitions: readonly PartitionRef[]): Past
}

/** The labels that are known when a partition begins. */
export interface Past {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  /** Rows with a label. */
  readonly count: number
  /** Rows by class. */
  readonly classCounts: readonly number[]
  /** Of regression; `undefined` without a row. */
  mean(): number | undefined
  /**
   * Of regression, where `Memory.values` was asked for; between two values, halfway. `undefined` without
   * a row, and where there were more labels than are kept.
   */
  median(): number | undefined
  /** Rows by class within a span, wherever it lies: whoever asks knows whether it had ended. */
  within(span: TimeSpan): readonly number[]
  /**
   * By series, as they were asked for; points of equal times are one, the last of the data. Rows without
   * an event time are in none. `undefined` where no season was said and rows are not hourly or daily.
   */
  series(memory: SeriesMemory): ReadonlyMap<string, SeriesPoints> | undefined
}
