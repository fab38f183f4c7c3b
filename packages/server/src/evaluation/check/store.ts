import type { Verdict } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf } from '../../platform/ledger/types.ts'

/** The answers of all gates for a version or a recipe as they were kept; the document is the blob. */
export interface RecordedCheck {
  readonly id: Digest
  readonly model: string
  /** Digest of the version that was checked. */
  readonly version: Digest
  /** Of a recipe: its name; `version` is then what it is by its digest. */
  readonly recipe?: string
  /** The agreed specification it was judged by; absent when none was agreed. */
  readonly specification?: Digest
  readonly verdict: Verdict
  readonly blob: Digest
  /** Microseconds since 1970 UTC. */
  readonly recordedAt: number
  readonly actor: string
}

export interface CheckWritten {
  readonly kind: 'written' | 'exists'
  readonly check: RecordedCheck
}

/**
 * Which checks were recorded. Implementations pass `checkStoreContract`.
 *
 * The event and what is read are written in one step, durable when the promise resolves.
 */
export interface CheckStore {
  /** Records a check. One with this id that is there already stays, and nothing is recorded. */
  record(event: EventOf<'check.recorded'>): Promise<CheckWritten>
  /** Newest first; of one model, or of all. */
  list(model?: string): Promise<readonly RecordedCheck[]>
  find(id: Digest): Promise<RecordedCheck | undefined>
  /** The newest of a version of a model, never of a recipe, that was judged by this specification. */
  findLatest(
    model: string,
    version: Digest,
    specification: Digest,
  ): Promise<RecordedCheck | undefined>
}
