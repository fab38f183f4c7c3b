import type { Digest } from '@ratchet-ml/scoring'
import type { NextSnapshot, SnapshotAdded, SnapshotStore } from '../../datasets/snapshots/store.ts'
import { checkSnapshotEvent } from '../../datasets/snapshots/store.ts'
import type { RecordedSnapshot } from '../../datasets/snapshots/types.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import type { Journal } from './journal.ts'

/** Snapshots that live as long as the process. */
export class MemorySnapshotStore implements SnapshotStore {
  readonly #journal: Journal
  readonly #snapshots: RecordedSnapshot[] = []

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async add(
    name: string,
    digest: Digest,
    toEvent: (next: NextSnapshot) => EventOf<'snapshot.created'>,
  ): Promise<SnapshotAdded> {
    const own = this.#snapshots.filter((one) => one.snapshot === name)
    const found = own.find((one) => one.digest === digest)
    if (found !== undefined) return { kind: 'exists', snapshot: found }
    const last = own.at(-1)
    const next = { number: (last?.number ?? 0) + 1, parent: last?.digest }
    const event = toEvent(next)
    checkSnapshotEvent(event, name, digest, next)
    const { data, at, actor } = this.#journal.append(event)
    const { range, parent, ...same } = data
    const snapshot = {
      ...same,
      ...(range && { range }),
      ...(parent && { parent }),
      recordedAt: at,
      actor,
    }
    this.#snapshots.push(snapshot)
    return { kind: 'created', snapshot }
  }

  async list(name?: string): Promise<readonly RecordedSnapshot[]> {
    const all = this.#snapshots.toReversed()
    return name === undefined ? all : all.filter((one) => one.snapshot === name)
  }

  async find(
    name: string,
    reference: number | 'latest' | Digest,
  ): Promise<RecordedSnapshot | undefined> {
    const own = await this.list(name)
    if (reference === 'latest') return own[0]
    return own.find((one) => one.number === reference || one.digest === reference)
  }
}
