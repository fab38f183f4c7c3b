/** A span of event times in microseconds since 1970 UTC: from inclusive, until exclusive. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** How rows fall into partitions: by spans of event time, or by the values of a column. */
export type PartitionBy =
  | { readonly kind: 'time'; readonly length: 'day' | 'week' | 'month' }
  | { readonly kind: 'column'; readonly column: string }

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
