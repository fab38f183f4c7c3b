import type { Contract } from '../contract/types.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import type { RowTexts } from '../rows/row-texts.ts'
import type { Scored } from '../scorer-types.ts'

/**
 * One more thread, as the platform has it: a worker whose only work is to call `answerPool` with its
 * own end of these messages.
 */
export interface PoolThread {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** It could not start, or has died. */
  onFailure(listener: (error: Error) => void): void
  stop(): Promise<void>
}

/** A worker's end: how it hears of work and tells of its end. */
export type PoolPort = Pick<PoolThread, 'post' | 'onMessage'>

export interface PoolModel {
  readonly program: Program
  readonly coefficients: Coefficients
  readonly contract: Contract
}

export interface PoolOptions {
  /** Threads beside the calling one, which works too. */
  readonly threads: number
  startThread(): PoolThread
  /** Batches that may wait while one is scored; one more is refused. */
  readonly mostWaiting?: number
}

/**
 * Scores large batches on several threads that share memory, with the bits of one thread. The calling
 * thread takes its part and is busy meanwhile, so this is for jobs, not for a thread that serves.
 */
export interface ScorerPool {
  readonly featureCount: number
  /** Room for `count` encoded rows in memory that the threads share. */
  allocateRows(count: number): Float64Array
  /** Room for the answers of up to `capacity` rows, in memory that the threads share. */
  allocate(capacity: number): Scored
  /**
   * As `Scorer.score`, for rows and answers out of this pool's own rooms. Batches are scored one after
   * the other.
   *
   * @throws RangeError when rows or answers are not shared or too small, or too many batches wait
   * @throws Error when a thread has died or the pool is closed
   */
  score(rows: Float64Array, count: number, into: Scored): Promise<void>
  /** Waits for the batches that were taken, refuses others, and ends the threads. */
  close(): Promise<void>
}

/** What the calling thread tells the others. */
export type PoolMessage =
  | { readonly kind: 'model'; readonly model: PoolModel }
  | ({ readonly kind: 'batch' } & PoolBatch)

/** A batch in shared memory: `next` holds the first row that no thread has taken yet. */
export interface PoolBatch {
  readonly rows: Float64Array
  /** Of rows that have such: they are found by memory, and a thread's view of it is its own. */
  readonly texts: RowTexts | undefined
  readonly count: number
  readonly into: Scored
  readonly next: Int32Array
}

/** What the others answer. */
export type PoolReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
