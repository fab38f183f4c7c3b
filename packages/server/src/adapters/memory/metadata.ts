import type { SnapshotStore } from '../../datasets/snapshots/store.ts'
import type { BacktestStore } from '../../evaluation/backtest/store.ts'
import type { CheckStore } from '../../evaluation/check/store.ts'
import type { SpecificationStore } from '../../evaluation/requirements/store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import type { RegistryStore } from '../../registry/store.ts'
import type { RouteStore } from '../../serving/store.ts'
import { MemoryBacktestStore } from './backtest-store.ts'
import { MemoryCheckStore } from './check-store.ts'
import { createJournal } from './journal.ts'
import { memoryLedger } from './ledger.ts'
import { MemoryRegistryStore } from './registry-store.ts'
import { MemoryRouteStore } from './route-store.ts'
import { MemorySnapshotStore } from './snapshot-store.ts'
import { MemorySpecificationStore } from './specification-store.ts'

export interface MemoryMetadata {
  readonly registry: RegistryStore
  readonly routes: RouteStore
  readonly backtests: BacktestStore
  readonly specifications: SpecificationStore
  readonly checks: CheckStore
  readonly snapshots: SnapshotStore
  readonly ledger: Ledger
}

/** Every store of a server that keeps nothing, over one chain. */
export function memoryMetadata(clock: Clock, ids: Ids): MemoryMetadata {
  const journal = createJournal(clock, ids)
  return {
    registry: new MemoryRegistryStore(journal),
    routes: new MemoryRouteStore(journal),
    backtests: new MemoryBacktestStore(journal),
    specifications: new MemorySpecificationStore(journal),
    checks: new MemoryCheckStore(journal),
    snapshots: new MemorySnapshotStore(journal),
    ledger: memoryLedger(journal),
  }
}
