import type { BacktestStore } from '../../evaluation/store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import type { RegistryStore } from '../../registry/store.ts'
import type { RouteStore } from '../../serving/store.ts'
import { SqliteBacktestStore } from './backtest-store.ts'
import { createJournal } from './journal.ts'
import { SqliteLedger } from './ledger.ts'
import type { MigrateOptions } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { SqliteRegistryStore } from './registry-store.ts'
import { SqliteRouteStore } from './route-store.ts'

export interface SqliteMetadata {
  readonly registry: RegistryStore
  readonly routes: RouteStore
  readonly backtests: BacktestStore
  readonly ledger: Ledger
  /** After this, every call throws. */
  close(): void
}

export interface SqliteMetadataOptions extends MigrateOptions {
  readonly clock: Clock
  readonly ids: Ids
}

/**
 * Every store of a data folder, over one database file and one chain.
 *
 * @throws Problem `data-folder-newer`, `data-folder-corrupt`, `disk-full`
 */
export function openSqliteMetadata(path: string, options: SqliteMetadataOptions): SqliteMetadata {
  const db = openDatabase(path, options)
  const journal = createJournal(db, options.clock, options.ids)
  return {
    registry: new SqliteRegistryStore(journal),
    routes: new SqliteRouteStore(journal),
    backtests: new SqliteBacktestStore(journal),
    ledger: new SqliteLedger(db, path),
    close: () => db.close(),
  }
}
