import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf } from '../../platform/ledger/types.ts'
import type { RecordedSnapshot } from './types.ts'

export type SnapshotAdded =
  | { readonly kind: 'created'; readonly snapshot: RecordedSnapshot }
  /** The name has a snapshot with this digest already. */
  | { readonly kind: 'exists'; readonly snapshot: RecordedSnapshot }

/** What a store knows, inside its transaction, when a snapshot is about to be added. */
export interface NextSnapshot {
  /** 1 for the first snapshot of a name, else one more than the newest. */
  readonly number: number
  /** Digest of the newest of the name. */
  readonly parent: Digest | undefined
}

/**
 * Which snapshots there are. Implementations pass `snapshotStoreContract`.
 *
 * The event and what is read are written in one step, durable when the promise resolves; two changes
 * never interleave.
 */
export interface SnapshotStore {
  /**
   * Adds a snapshot with the next number, or finds the one of this name with the same digest: then
   * `event` is not called and nothing is recorded.
   *
   * @param event pure; called at most once, with what is true at the moment of writing
   * @throws RangeError when the event is not about this name, number and digest
   */
  add(
    name: string,
    digest: Digest,
    event: (next: NextSnapshot) => EventOf<'snapshot.created'>,
  ): Promise<SnapshotAdded>
  /** Newest first; of one name, or of all. */
  list(name?: string): Promise<readonly RecordedSnapshot[]>
  /** @param reference a number, `latest`, or a digest */
  find(name: string, reference: number | 'latest' | Digest): Promise<RecordedSnapshot | undefined>
}

/** @throws RangeError when an event is not about what is being added */
export function checkSnapshotEvent(
  { data }: EventOf<'snapshot.created'>,
  name: string,
  digest: Digest,
  next: NextSnapshot,
): void {
  const isSame = data.snapshot === name && data.digest === digest && data.number === next.number
  if (isSame && data.parent === next.parent) return
  throw new RangeError(`snapshot.created is not about ${name}@${next.number} with ${digest}`)
}
