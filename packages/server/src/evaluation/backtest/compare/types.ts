import type { Counted, MetricValue } from '@ratchet-ml/protocol'

/**
 * A metric as a function of two sums over rows: the sum of a number of each row, by the sum of what each
 * row counts. By block of rows that hang together, so that blocks can be drawn or left out.
 */
export interface BlockSums {
  /** Of the numbers, one entry a block. */
  readonly numbers: Float64Array
  /** Of what the rows count; absent: the rows of the block themselves. */
  readonly counts?: Float64Array
}

/** What some rows cost each contender, summed up by block. */
export interface GroupLosses {
  /** Labelled rows of each block. */
  readonly rows: Float64Array
  /** By contender, then by metric; metrics that do not follow from a mean over rows are absent. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, BlockSums>>>>
}

/** How rows are put together in blocks. */
export type BlockKind =
  /** Rows of a span of event time; neighbouring blocks may depend on each other. */
  | 'time'
  /** Rows with a value in the cluster column; blocks do not depend on each other. */
  | 'cluster'
  /** Runs of rows in the order of the data, which is taken for no order at all. */
  | 'run'

/** What a worker tells of one partition, for comparing contenders without the rows. */
export interface PartitionLosses {
  readonly partition: string
  /** Whether its rows count as evidence, by contender. */
  readonly counted: Readonly<Record<string, Counted>>
  /** By contender, then by metric. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, MetricValue>>>>
  readonly blocks: BlockKind
  /**
   * Of each block, ascending for times: its start in microseconds UTC, or its cluster; blocks with the
   * same key in several partitions are one.
   */
  readonly keys: readonly (number | string)[]
  readonly overall: GroupLosses
  /** By column and value, such as `carrier=AA`; over the same blocks. */
  readonly slices: readonly {
    readonly by: string
    readonly slice: string
    readonly losses: GroupLosses
  }[]
  /** Of classification: rows that only one of two contenders answers with the right label. */
  readonly discordant: readonly {
    readonly first: string
    readonly second: string
    readonly onlyFirst: number
    readonly onlySecond: number
  }[]
}

/** Which contender is compared with which. */
export interface Pair {
  readonly candidate: string
  readonly reference: string
}

/** A metric as the comparison needs it. */
export interface ComparedMetric {
  readonly name: string
  readonly title: string
  readonly direction: 'higher' | 'lower'
  /** From the mean of the rows' numbers; absent for metrics that do not follow from one. */
  readonly toValue?: (mean: number) => number
  /** A sum over the rows: the differences of partitions add up. */
  readonly isSum?: boolean
  /** Of classes, so that McNemar's test says something. */
  readonly isAccuracy: boolean
}
