import type { EventKind } from '@ratchet-ml/protocol'
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import { appendTo, emptyHead } from '../../platform/ledger/chain.ts'
import { readRecord } from '../../platform/ledger/read-record.ts'
import type { EventOf, LedgerRecord, RecordOf } from '../../platform/ledger/types.ts'

/** The chain of a process that keeps nothing. */
export interface Journal {
  readonly records: readonly LedgerRecord[]
  /** Appends the event; the time is the clock's, but never before the record before. */
  append<K extends EventKind>(event: EventOf<K>): RecordOf<K>
}

export function createJournal(clock: Clock, ids: Ids): Journal {
  const records: LedgerRecord[] = []
  return {
    records,
    append<K extends EventKind>(event: EventOf<K>): RecordOf<K> {
      const last = records.at(-1)
      const at = Math.max(clock.now(), last?.at ?? 0)
      const record = appendTo(last ?? emptyHead, event, ids.next(), at)
      const read = readRecord(record)
      records.push(record)
      return read as unknown as RecordOf<K> // its kind is the event's
    },
  }
}
