import { openDataFolder } from '../adapters/filesystem/data-folder.ts'
import { openPredictionLog } from '../adapters/filesystem/prediction-log/open-prediction-log.ts'
import type { ServerFile } from '../adapters/filesystem/server-file.ts'
import { memoryBlobStore } from '../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../adapters/memory/metadata.ts'
import { sqliteEngine } from '../adapters/sqlite/engine.ts'
import type { SqliteMetadata } from '../adapters/sqlite/metadata.ts'
import type { SnapshotStore } from '../datasets/snapshots/store.ts'
import type { BacktestStore } from '../evaluation/backtest/store.ts'
import type { CheckStore } from '../evaluation/check/store.ts'
import type { SpecificationStore } from '../evaluation/requirements/store.ts'
import type { BlobStore } from '../platform/blobs.ts'
import { systemClock } from '../platform/clock.ts'
import { createIds } from '../platform/ids.ts'
import type { Ledger } from '../platform/ledger/store.ts'
import type { Logger } from '../platform/logger.ts'
import type { RegistryStore } from '../registry/store.ts'
import type { PredictionLogStore } from '../serving/log/store.ts'
import type { RouteStore } from '../serving/store.ts'
import { logSpoolOf } from './config.ts'
import { type OutcomeStores, openOutcomeStores } from './outcome-stores.ts'
import { release } from './release.ts'

/** Everything that is kept, behind ports. */
export interface Stores {
  readonly registry: RegistryStore
  readonly routes: RouteStore
  readonly backtests: BacktestStore
  readonly specifications: SpecificationStore
  readonly checks: CheckStore
  readonly snapshots: SnapshotStore
  readonly ledger: Ledger
  readonly blobs: BlobStore
  /** Absent where nothing is kept. */
  readonly log?: PredictionLogStore
  /** Absent where nothing is kept. One thread or process may append at a time. */
  readonly outcomes?: OutcomeStores
  /** The data folder; absent where nothing is kept. */
  readonly folder?: string
  /** Tells other processes where this owner is. */
  announce(server: ServerFile): void
  close(): void
}

/**
 * Takes a data folder for this process.
 * @throws Problem as `openDataFolder` does
 */
export function openFolderStores(path: string, logger: Logger): Stores {
  const engine = sqliteEngine(systemClock, logger)
  const folder = openDataFolder(path, { engine, logger, release })
  return {
    ...storesOf(folder.metadata),
    blobs: folder.blobs,
    log: openPredictionLog(folder.path, systemClock, logger, { spool: logSpoolOf() }),
    outcomes: openOutcomeStores(folder.path, logger),
    folder: folder.path,
    announce: folder.announce,
    close: folder.close,
  }
}

/** Stores of a server that keeps nothing. */
export function openMemoryStores(): Stores {
  const metadata = memoryMetadata(systemClock, createIds({ clock: systemClock }))
  return { ...storesOf(metadata), blobs: memoryBlobStore(), announce: () => {}, close: () => {} }
}

type Metadata = Omit<SqliteMetadata, 'close'>

function storesOf({ registry, routes, backtests, snapshots, ledger, ...metadata }: Metadata) {
  const { specifications, checks } = metadata
  return { registry, routes, backtests, specifications, checks, snapshots, ledger }
}
