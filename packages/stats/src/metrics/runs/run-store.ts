/** Sorted rows that lie in a store: which, how many, and of how many columns. */
export type StoredRun = {
  /** The number that the store gave it. */
  readonly run: number
  readonly rows: number
  readonly width: number
}

/**
 * Where sorted rows are kept that memory is not to hold. Synchronous, as sums are made between two
 * reads. A run is written once and never changed; it stays until the whole store is removed, as states
 * that refer to it may have been stored elsewhere.
 */
export interface RunStore {
  /** Rows of every block of a run but its last, which has the rest. */
  readonly blockRows: number
  /**
   * Keeps rows, whose columns come in pieces of any length. The run's number is given only once,
   * whoever else writes to the same place.
   */
  write(width: number, pieces: Iterable<readonly Float64Array[]>): StoredRun
  /**
   * The columns of a block, counted from 0; the caller may keep and change them.
   *
   * @throws Error when the run is lacking, torn, or not what was written
   */
  read(run: StoredRun, block: number): readonly Float64Array[]
}

/** Stored runs as a column of numbers. */
export function toRunColumn(runs: readonly StoredRun[]): Float64Array {
  return Float64Array.from(runs.flatMap(({ run, rows, width }) => [run, rows, width]))
}

/** Stored runs from such a column. */
export function fromRunColumn(column: Float64Array = new Float64Array(0)): StoredRun[] {
  const runs: StoredRun[] = []
  for (let at = 0; at + 2 < column.length; at += 3) {
    const [run = 0, rows = 0, width = 0] = column.subarray(at, at + 3)
    runs.push({ run, rows, width })
  }
  return runs
}

export function rowsOfRuns(runs: readonly StoredRun[]): number {
  return runs.reduce((sum, { rows }) => sum + rows, 0)
}
