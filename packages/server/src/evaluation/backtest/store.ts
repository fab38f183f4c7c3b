import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf } from '../../platform/ledger/types.ts'

/** A back-test that was kept as evidence; its document is the blob. */
export interface RecordedBacktest {
  readonly id: Digest
  readonly model: string
  readonly blob: Digest
  /** Microseconds since 1970 UTC. */
  readonly recordedAt: number
  readonly actor: string
  /** What ran it for its own answer; absent: it was asked for. */
  readonly by?: 'check'
}

export interface BacktestRecorded {
  readonly kind: 'written' | 'exists'
  readonly backtest: RecordedBacktest
}

/**
 * Which back-tests were recorded. Implementations pass `backtestStoreContract`.
 *
 * The event and what is read are written in one step, durable when the promise resolves.
 */
export interface BacktestStore {
  /**
   * Records a back-test. Its id says everything that determines the result, so one that is there
   * already is left as it is and nothing is recorded.
   */
  record(event: EventOf<'backtest.recorded'>): Promise<BacktestRecorded>
  /** Newest first; of one model, or of all. */
  list(model?: string): Promise<readonly RecordedBacktest[]>
  find(id: Digest): Promise<RecordedBacktest | undefined>
}
