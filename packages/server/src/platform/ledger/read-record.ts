import { type EventKind, events } from '@ratchet-ml/protocol'
import { Problem } from '../problem.ts'
import type { LedgerRecord, RecordOf } from './types.ts'

/**
 * A record as the newest form of its kind: the place where upcasters of older forms stand, one for
 * each old `v`.
 *
 * @throws Problem `data-folder-newer` for a kind or form of a later release, `ledger-broken` for data
 * that is not of its declared form
 */
export function readRecord(record: LedgerRecord): RecordOf<EventKind> {
  const place = `Record ${record.seq} of the ledger`
  if (!isKnown(record.kind)) {
    throw new Problem('data-folder-newer', `${place} is of kind ${record.kind}, unknown here.`)
  }
  const { v, data } = events[record.kind]
  if (record.v !== v) {
    throw new Problem(
      'data-folder-newer',
      `${place} has form ${record.v} of ${record.kind}; this release reads form ${v}.`,
    )
  }
  const parsed = data.safeParse(record.data)
  if (!parsed.success) {
    throw new Problem('ledger-broken', `${place}, ${record.kind}: ${parsed.error.message}`)
  }
  return { ...record, data: parsed.data } as RecordOf<EventKind> // checked by the kind's own schema
}

function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(events, kind)
}
