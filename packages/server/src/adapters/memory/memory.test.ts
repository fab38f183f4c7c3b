import { snapshotStoreContract } from '../../datasets/snapshots/store.contract.ts'
import { backtestStoreContract } from '../../evaluation/backtest/store.contract.ts'
import { checkStoreContract } from '../../evaluation/check/store.contract.ts'
import { specificationStoreContract } from '../../evaluation/requirements/store.contract.ts'
import { blobStoreContract } from '../../platform/blobs.contract.ts'
import { createIds } from '../../platform/ids.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { registryStoreContract } from '../../registry/store.contract.ts'
import { routeStoreContract } from '../../serving/store.contract.ts'
import { memoryBlobStore } from './blob-store.ts'
import { type MemoryMetadata, memoryMetadata } from './metadata.ts'

type Stores = Omit<MemoryMetadata, 'ledger'>

function opening<K extends keyof Stores>(port: K) {
  return async () => {
    const clock = manualClock()
    const { [port]: store, ledger } = memoryMetadata(clock, createIds({ clock }))
    return { store, ledger, clock, reopen: async () => store, close: async () => {} }
  }
}

registryStoreContract('in memory', opening('registry'))
routeStoreContract('in memory', opening('routes'))
backtestStoreContract('in memory', opening('backtests'))
specificationStoreContract('in memory', opening('specifications'))
checkStoreContract('in memory', opening('checks'))
snapshotStoreContract('in memory', opening('snapshots'))
blobStoreContract('in memory', async () => ({ store: memoryBlobStore(), close: async () => {} }))
