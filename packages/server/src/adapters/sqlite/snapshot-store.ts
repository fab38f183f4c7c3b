import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Digest } from '@ratchet-ml/scoring'
import type { NextSnapshot, SnapshotAdded, SnapshotStore } from '../../datasets/snapshots/store.ts'
import { checkSnapshotEvent } from '../../datasets/snapshots/store.ts'
import type { RecordedSnapshot } from '../../datasets/snapshots/types.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { digestOf, hasValue, integerOf, type Row, textOf } from './columns.ts'
import type { Journal } from './journal.ts'
import { withProblems } from './sqlite-problem.ts'
import { inTransaction } from './transaction.ts'

const byDigest = 'SELECT * FROM snapshot WHERE name = ? AND digest = ?'
const byNumber = 'SELECT * FROM snapshot WHERE name = ? AND number = ?'
const newest = 'SELECT * FROM snapshot WHERE name = ? ORDER BY number DESC LIMIT 1'

/** Recorded snapshots in SQLite. */
export class SqliteSnapshotStore implements SnapshotStore {
  readonly #journal: Journal
  readonly #db: DatabaseSync

  constructor(journal: Journal) {
    this.#journal = journal
    this.#db = journal.db
  }

  async add(
    name: string,
    digest: Digest,
    toEvent: (next: NextSnapshot) => EventOf<'snapshot.created'>,
  ): Promise<SnapshotAdded> {
    return inTransaction(this.#journal, () => {
      const [found] = this.#list(byDigest, name, digest)
      if (found !== undefined) return { kind: 'exists', snapshot: found } as const
      const [last] = this.#list(newest, name)
      const next = { number: (last?.number ?? 0) + 1, parent: last?.digest }
      const event = toEvent(next)
      checkSnapshotEvent(event, name, digest, next)
      this.#journal.append(event)
      const [snapshot] = this.#list(byDigest, name, digest)
      if (snapshot === undefined) throw new RangeError('the event did not write a snapshot')
      return { kind: 'created', snapshot } as const
    })
  }

  async list(name?: string): Promise<readonly RecordedSnapshot[]> {
    if (name === undefined) return this.#list('SELECT * FROM snapshot ORDER BY seq DESC')
    return this.#list('SELECT * FROM snapshot WHERE name = ? ORDER BY seq DESC', name)
  }

  async find(
    name: string,
    reference: number | 'latest' | Digest,
  ): Promise<RecordedSnapshot | undefined> {
    if (reference === 'latest') return this.#list(newest, name)[0]
    return this.#list(typeof reference === 'number' ? byNumber : byDigest, name, reference)[0]
  }

  #list(sql: string, ...values: readonly SQLInputValue[]): readonly RecordedSnapshot[] {
    return withProblems(() =>
      this.#db
        .prepare(sql)
        .all(...values)
        .map(snapshotOf),
    )
  }
}

function snapshotOf(row: Row): RecordedSnapshot {
  return {
    snapshot: textOf(row, 'name'),
    number: integerOf(row, 'number'),
    digest: digestOf(row, 'digest'),
    contentHash: textOf(row, 'content_hash'),
    rows: integerOf(row, 'rows'),
    parts: integerOf(row, 'parts'),
    bytes: integerOf(row, 'bytes'),
    ...(hasValue(row, 'first_time') && {
      range: { first: textOf(row, 'first_time'), last: textOf(row, 'last_time') },
    }),
    ...(hasValue(row, 'parent') && { parent: digestOf(row, 'parent') }),
    provenance: digestOf(row, 'provenance'),
    recordedAt: integerOf(row, 'recorded_at'),
    actor: textOf(row, 'actor'),
  }
}
