import type { LedgerHead, LedgerRecord, LedgerReport } from './types.ts'

/**
 * The append-only, hash-chained record of every change of state in a data folder.
 *
 * There is no method to append: the stores append, each in the transaction that makes the change
 * readable, so that there is never a change without its record nor a record without its change.
 */
export interface Ledger {
  /** The newest record's place and hash; sequence 0 and 64 zeros for an empty ledger. */
  head(): Promise<LedgerHead>
  /** At most `limit` records with a sequence number over `after`, oldest first, without gaps. */
  list(after: number, limit: number): Promise<readonly LedgerRecord[]>
  /**
   * Walks the whole chain, replays it and compares what it gives with what is read, and, with
   * `head`, looks for that very record in the chain: a chain that was cut and written anew still
   * verifies by itself, but does not hold a head that was noted elsewhere.
   *
   * Never throws for what it finds: damage is a fault in the report.
   */
  verify(head?: LedgerHead): Promise<LedgerReport>
}
