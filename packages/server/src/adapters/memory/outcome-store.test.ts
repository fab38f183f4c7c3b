import { describe } from 'vitest'
import { outcomeStoreContract } from '../../feedback/outcomes/store.contract.ts'
import { MemoryOutcomeStore } from './outcome-store.ts'

describe('outcome store, in memory', () => {
  outcomeStoreContract(async () => {
    const store = new MemoryOutcomeStore()
    return { store, reopen: async () => new MemoryOutcomeStore(store), close: async () => {} }
  })
})
