import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Digest } from '@ratchet-ml/scoring'
import type { BacktestStore, RecordedBacktest } from '../../evaluation/backtest/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { digestOf, hasValue, integerOf, type Row, textOf } from './columns.ts'
import type { Journal } from './journal.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

const byId = 'SELECT * FROM backtest WHERE id = ?'

/** Recorded back-tests in SQLite. */
export class SqliteBacktestStore implements BacktestStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async record(event: EventOf<'backtest.recorded'>) {
    return inTransaction(this.#journal, () => {
      const [found] = this.#list(byId, event.data.backtest)
      if (found !== undefined) return { kind: 'exists', backtest: found } as const
      this.#journal.append(event)
      const [backtest] = this.#list(byId, event.data.backtest)
      if (backtest === undefined) throw new RangeError('the event did not write a back-test')
      return { kind: 'written', backtest } as const
    })
  }

  async list(model?: string): Promise<readonly RecordedBacktest[]> {
    if (model === undefined) return this.#list('SELECT * FROM backtest ORDER BY seq DESC')
    return this.#list('SELECT * FROM backtest WHERE model = ? ORDER BY seq DESC', model)
  }

  async find(id: Digest): Promise<RecordedBacktest | undefined> {
    return this.#list(byId, id)[0]
  }

  #list(sql: string, ...values: readonly SQLInputValue[]): readonly RecordedBacktest[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(backtestOf),
    )
  }
}

function backtestOf(row: Row): RecordedBacktest {
  return {
    id: digestOf(row, 'id'),
    model: textOf(row, 'model'),
    blob: digestOf(row, 'blob'),
    recordedAt: integerOf(row, 'recorded_at'),
    actor: textOf(row, 'actor'),
    ...(hasValue(row, 'asked_by') ? { by: 'check' as const } : {}),
  }
}
