import type { Ledger } from '../ledger/store.ts'
import type { ManualClock } from './manual-clock.ts'

/** An empty store of an implementation, as a contract suite uses it. */
export interface OpenedStore<S> {
  readonly store: S
  readonly ledger: Ledger
  readonly clock: ManualClock
  /** The same store as a later process finds it; one that keeps nothing gives itself. */
  reopen(): Promise<S>
  close(): Promise<void>
}

export type OpenStore<S> = () => Promise<OpenedStore<S>>
