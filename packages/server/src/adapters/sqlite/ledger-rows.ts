import type { DatabaseSync } from 'node:sqlite'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { Actor } from '../../platform/http-kit/types.ts'
import { emptyHead } from '../../platform/ledger/chain.ts'
import type { LedgerRecord } from '../../platform/ledger/types.ts'
import { integerOf, type Row, textOf } from './columns.ts'

/** Where the next record goes, and the time that it may not be before. */
export interface ChainEnd {
  readonly seq: number
  readonly hash: string
  readonly at: number
}

export function readEnd(db: DatabaseSync): ChainEnd {
  const row = db.prepare('SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1').get()
  if (row === undefined) return { ...emptyHead, at: 0 }
  return { seq: integerOf(row, 'seq'), hash: textOf(row, 'hash'), at: integerOf(row, 'at') }
}

export function insertRecord(db: DatabaseSync, record: LedgerRecord): void {
  const { seq, id, v, kind, at, actor, subject, reason, data, prev, hash } = record
  db.prepare(
    `INSERT INTO ledger (seq, id, v, kind, at, actor, subject, reason, data, prev, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(seq, id, v, kind, at, actor, subject, reason, canonicalJson(data), prev, hash)
}

/** Data that is no JSON is given as its text, which the record's hash then does not fit. */
export function recordOf(row: Row): LedgerRecord {
  return {
    seq: integerOf(row, 'seq'),
    id: textOf(row, 'id'),
    v: integerOf(row, 'v'),
    kind: textOf(row, 'kind'),
    at: integerOf(row, 'at'),
    actor: textOf(row, 'actor') as Actor, // written from an actor, and covered by the hash
    subject: textOf(row, 'subject'),
    reason: textOf(row, 'reason'),
    data: parsed(textOf(row, 'data')),
    prev: textOf(row, 'prev'),
    hash: textOf(row, 'hash'),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
