import type { Digest } from '@ratchet-ml/scoring'
import type { BacktestStore, RecordedBacktest } from '../../evaluation/backtest/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import type { Journal } from './journal.ts'

/** Back-tests that live as long as the process. */
export class MemoryBacktestStore implements BacktestStore {
  readonly #journal: Journal
  readonly #backtests = new Map<Digest, RecordedBacktest>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async record(event: EventOf<'backtest.recorded'>) {
    const { backtest: id, model, blob, by } = event.data
    const found = this.#backtests.get(id)
    if (found !== undefined) return { kind: 'exists', backtest: found } as const
    const { at, actor } = this.#journal.append(event)
    const backtest = { id, model, blob, recordedAt: at, actor, ...(by && { by }) }
    this.#backtests.set(id, backtest)
    return { kind: 'written', backtest } as const
  }

  async list(model?: string): Promise<readonly RecordedBacktest[]> {
    const all = [...this.#backtests.values()].reverse()
    return model === undefined ? all : all.filter((one) => one.model === model)
  }

  async find(id: Digest): Promise<RecordedBacktest | undefined> {
    return this.#backtests.get(id)
  }
}
