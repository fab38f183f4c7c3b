import type { SnapshotStore } from '../../datasets/snapshots/store.ts'
import type { BacktestStore } from '../../evaluation/backtest/store.ts'
import type { CheckStore } from '../../evaluation/check/store.ts'
import type { SpecificationStore } from '../../evaluation/requirements/store.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import type { RegistryStore } from '../../registry/store.ts'
import type { RouteStore } from '../../serving/store.ts'
import { SqliteBacktestStore } from './backtest-store.ts'
import { SqliteCheckStore } from './check-store.ts'
import { createJournal, type JournalOptions } from './journal.ts'
import { SqliteLedger } from './ledger.ts'
import type { MigrateOptions } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { SqliteRegistryStore } from './registry-store.ts'
import { SqliteRouteStore } from './route-store.ts'
import { SqliteSnapshotStore } from './snapshot-store.ts'
import { SqliteSpecificationStore } from './specification-store.ts'
import { WriteAheadSync } from './write-ahead-sync.ts'

export interface SqliteMetadata {
  readonly registry: RegistryStore
  readonly routes: RouteStore
  readonly backtests: BacktestStore
  readonly specifications: SpecificationStore
  readonly checks: CheckStore
  readonly snapshots: SnapshotStore
  readonly ledger: Ledger
  /** After this, every call throws. */
  close(): void
}

export type SqliteMetadataOptions = MigrateOptions & Omit<JournalOptions, 'sync'>

/**
 * Every store of a data folder, over one database file and one chain.
 *
 * @throws Problem `data-folder-newer`, `data-folder-corrupt`, `disk-full`
 */
export function openSqliteMetadata(path: string, options: SqliteMetadataOptions): SqliteMetadata {
  const db = openDatabase(path, options)
  const ahead = new WriteAheadSync(path)
  const journal = createJournal(db, { ...options, sync: () => ahead.sync() })
  return {
    registry: new SqliteRegistryStore(journal),
    routes: new SqliteRouteStore(journal),
    backtests: new SqliteBacktestStore(journal),
    specifications: new SqliteSpecificationStore(journal),
    checks: new SqliteCheckStore(journal),
    snapshots: new SqliteSnapshotStore(journal),
    ledger: new SqliteLedger(db, path),
    close: () => db.close(),
  }
}
