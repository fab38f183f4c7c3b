import type { DatabaseSync } from 'node:sqlite'
import type { EventKind } from '@ratchet-ml/protocol'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import { appendTo } from '../../platform/ledger/chain.ts'
import { readRecord } from '../../platform/ledger/read-record.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import { type Logger, silentLogger } from '../../platform/logger.ts'
import { insertRecord, readEnd } from './ledger-rows.ts'
import { project } from './projection.ts'

/** What the stores of one database write through. */
export interface Journal {
  readonly db: DatabaseSync
  /** Resolves when everything that was committed is on disk. */
  readonly sync: () => Promise<void>
  /**
   * Appends an event and changes the tables as it says; to be called inside a transaction. The time
   * is the clock's, but never before the record before.
   */
  append(event: EventOf<EventKind>): void
}

export interface JournalOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly logger?: Logger
  readonly sync: () => Promise<void>
}

export function createJournal(db: DatabaseSync, options: JournalOptions): Journal {
  const { clock, ids, sync, logger = silentLogger } = options
  return {
    db,
    sync,
    append(event) {
      const end = readEnd(db)
      const record = appendTo(end, event, ids.next(), Math.max(clock.now(), end.at))
      insertRecord(db, record)
      project(db, readRecord(record))
      logger.debug('record appended', { seq: record.seq, kind: record.kind })
    },
  }
}
