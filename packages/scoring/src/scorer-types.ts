import type { Contract } from './contract/types.ts'

/**
 * Answers for a block of rows, column by column, each row-major with its own width. An output that
 * the task does not have is absent.
 */
export interface Scored {
  count: number
  readonly rawWidth: number
  readonly raw: Float64Array
  /** [count x classes] */
  readonly probability?: Float64Array
  readonly classes?: number
  /** [count]: index into the contract's classes. */
  readonly label?: Int32Array
  /** [count x targets] */
  readonly value?: Float64Array
  readonly targets?: number
}

/**
 * A model ready to answer. A scorer owns its scratch memory: it is cheap to call and not re-entrant.
 */
export interface Scorer {
  readonly contract: Contract
  readonly featureCount: number
  readonly engine: 'reference' | 'kernels'
  /** Room for the answers of up to `capacity` rows, to be reused from call to call. */
  allocate(capacity: number): Scored
  /**
   * Scores the first `count` encoded rows of `rows` (row-major, `featureCount` doubles each) into
   * `into`, and sets its count.
   * @throws RangeError when `rows` or `into` is too small
   */
  score(rows: Float64Array, count: number, into: Scored): void
}

/** What was tolerated while rows were read; counters only grow. */
export interface RowCounts {
  rows: number
  missing: number
  unknownLevels: number
  extraKeys: number
}
