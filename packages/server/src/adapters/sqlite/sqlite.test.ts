import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { snapshotStoreContract } from '../../datasets/snapshots/store.contract.ts'
import { backtestStoreContract } from '../../evaluation/backtest/store.contract.ts'
import { checkStoreContract } from '../../evaluation/check/store.contract.ts'
import { specificationStoreContract } from '../../evaluation/requirements/store.contract.ts'
import { createIds } from '../../platform/ids.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { registryStoreContract } from '../../registry/store.contract.ts'
import { routeStoreContract } from '../../serving/store.contract.ts'
import { openSqliteMetadata, type SqliteMetadata } from './metadata.ts'

type Stores = Omit<SqliteMetadata, 'ledger' | 'close'>

function opening<K extends keyof Stores>(port: K) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-sqlite-'))
    const clock = manualClock()
    const options = { clock, ids: createIds({ clock }) }
    const path = join(folder, 'metadata.db')
    let metadata = openSqliteMetadata(path, options)
    return {
      store: metadata[port],
      ledger: ledgerOf(() => metadata),
      clock,
      reopen: async () => {
        metadata.close()
        metadata = openSqliteMetadata(path, options)
        return metadata[port]
      },
      close: async () => {
        metadata.close()
        rmSync(folder, { recursive: true })
      },
    }
  }
}

/** The ledger of whichever connection is open. */
function ledgerOf(metadata: () => SqliteMetadata): SqliteMetadata['ledger'] {
  return {
    head: () => metadata().ledger.head(),
    list: (after, limit) => metadata().ledger.list(after, limit),
    verify: (head) => metadata().ledger.verify(head),
  }
}

registryStoreContract('in SQLite', opening('registry'))
routeStoreContract('in SQLite', opening('routes'))
backtestStoreContract('in SQLite', opening('backtests'))
specificationStoreContract('in SQLite', opening('specifications'))
checkStoreContract('in SQLite', opening('checks'))
snapshotStoreContract('in SQLite', opening('snapshots'))
