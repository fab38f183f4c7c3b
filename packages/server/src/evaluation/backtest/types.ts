import type { Contract, Digest, Scorer, Task } from '@ratchet-ml/scoring'

/** A span of event times in microseconds since 1970 UTC: from inclusive, until exclusive. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** A partition as it is handed out. */
export interface PartitionRef {
  readonly name: string
  /**
   * Of a partition of time: its bounds. Of one by a column: from its first event time until just after
   * its last, where the dataset has event times.
   */
  readonly span?: TimeSpan
  /** Of a partition by a column: its rows have this value there. */
  readonly where?: { readonly column: string; readonly equals: string | number | boolean }
  /**
   * Of a partition by a column: whether its rows lie in the windows in which versions were trained, or
   * outside of all of them; absent where versions have no windows.
   */
  readonly isTrainedOn?: boolean
}

/** A version that is judged. */
export interface VersionContender {
  /** `flights@1`, or the name of a file. */
  readonly name: string
  readonly digest: Digest
  readonly contract: Contract
  readonly scorer: Scorer
  /** The event times of its training data, where that is known. */
  readonly trainedOn?: TimeSpan
}

/** The labels of some rows, as far as baselines look at them. */
export interface LabelSummary {
  /** Rows with a label. */
  readonly count: number
  /** Of classification: rows by class. */
  readonly classCounts: readonly number[]
  /** Of regression: the labels in the order of the data. */
  readonly values: Float64Array
  /** Of regression: the label with the latest event time; the last of the data among equals. */
  readonly latest?: { readonly time: number; readonly value: number }
}

/** What may be known when a partition begins. */
export interface Past {
  readonly task: Task
  readonly classes: number
  /** Rows of every partition that ended by then. */
  readonly before: LabelSummary
  /** Rows of the training window of the first version that says one, if it ended by then. */
  readonly training?: LabelSummary
}

/** One prediction for every row of a partition: one probability a class, a bare class, or one value. */
export type BaselinePrediction =
  | { readonly kind: 'probability'; readonly probability: readonly number[] }
  | { readonly kind: 'class'; readonly label: number }
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'none'; readonly because: string }

/** A naive predictor that every version must beat. It sees the past only. */
export interface Baseline {
  readonly name: string
  /** One line for people. */
  readonly says: string
  readonly tasks: readonly Task[]
  /** Learns from a training window instead of from all the past. */
  readonly usesTraining: boolean
  predict(past: Past): BaselinePrediction
}
