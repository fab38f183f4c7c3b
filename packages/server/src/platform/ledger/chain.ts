import { createHash } from 'node:crypto'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { LedgerHead, LedgerRecord, NewEvent } from './types.ts'

/** The head of a ledger that holds nothing. */
export const emptyHead: LedgerHead = { seq: 0, hash: '0'.repeat(64) }

/**
 * The record that comes after `head`.
 *
 * @param at microseconds since 1970 UTC, not before the record that `head` names
 * @throws TypeError when the data of the event cannot be said in JSON
 */
export function appendTo(head: LedgerHead, event: NewEvent, id: string, at: number): LedgerRecord {
  const { kind, v, actor, subject, reason, data } = event
  const link = { seq: head.seq + 1, id, v, kind, at, actor, subject, reason, data, prev: head.hash }
  return { ...link, hash: hashOf(link) }
}

/** The hash that a record must carry: over the RFC 8785 form of its other fields. */
export function hashOf(record: Omit<LedgerRecord, 'hash'>): string {
  const { seq, id, v, kind, at, actor, subject, reason, data, prev } = record
  const covered = { seq, id, v, kind, at, actor, subject, reason, data, prev }
  return createHash('sha256').update(canonicalJson(covered), 'utf8').digest('hex')
}
