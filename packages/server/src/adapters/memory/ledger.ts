import { emptyHead } from '../../platform/ledger/chain.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import { verifyChain } from '../../platform/ledger/verify.ts'
import type { Journal } from './journal.ts'

/** A ledger that lives as long as the process. */
export function memoryLedger(journal: Journal): Ledger {
  return {
    head: async () => {
      const last = journal.records.at(-1)
      return last === undefined ? emptyHead : { seq: last.seq, hash: last.hash }
    },
    list: async (after, limit) => journal.records.slice(after, after + limit),
    verify: async (head) => verifyChain(journal.records, head),
  }
}
