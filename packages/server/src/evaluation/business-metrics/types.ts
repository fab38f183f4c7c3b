import type { Level, Task } from '@ratchet-ml/scoring'
import type { Metric, PredictionKind } from '@ratchet-ml/stats'
import type { ColumnBatch, ColumnKind } from '../../datasets/types.ts'

/** What the expressions of a model's metrics may speak of. */
export interface BusinessScope {
  /** The columns of the dataset, read or derived. */
  readonly columns: ReadonlyMap<string, ColumnKind>
  /** The column that says what happened. */
  readonly label: string
  readonly task: Task
  /** Of classification whose classes have names: these, in the contract's order. */
  readonly classes?: readonly Level[] | undefined
  /** Name of the zone in which parts of times are meant; UTC unless told. */
  readonly zone?: string | undefined
}

/** Rows of a batch that are judged. */
export interface JudgedBatch {
  readonly batch: ColumnBatch
  /** Numbers of the rows in the batch. */
  readonly rows: Int32Array
  /** How many of `rows` count. */
  readonly count: number
}

/** What was answered for these rows, or computed for them, by kind. */
export type RowAnswers = Readonly<Partial<Record<PredictionKind, Float64Array>>>

/** The metrics of a model's business, ready to be computed from rows and what was answered to them. */
export interface BusinessMetrics {
  /**
   * Like those of the catalogue, over numbers of their own: each needs predictions of a kind that no
   * contender gives and that `answer` adds.
   */
  readonly metrics: readonly Metric[]
  /** Columns of the dataset that are to be in every batch. */
  readonly columns: readonly string[]
  /** The kinds that a contender has once what it gives is completed by `answer`. */
  given(by: ReadonlySet<PredictionKind>): ReadonlySet<PredictionKind>
  /**
   * The answers with the numbers of every metric that can be computed from them; one is left out where
   * an answer that it speaks of is. A number is NaN where something that it is made of is missing.
   */
  answer(rows: JudgedBatch, answers: RowAnswers): RowAnswers
}
