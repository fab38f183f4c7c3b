import type { DatabaseSync } from 'node:sqlite'
import type { EventKind } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { RecordOf } from '../../platform/ledger/types.ts'

/**
 * Changes the tables as a record says. This is the only code that writes them, so that they can be
 * made again from the ledger alone.
 */
export function project(db: DatabaseSync, record: RecordOf<EventKind>): void {
  switch (record.kind) {
    case 'model.created':
      addModel(db, record)
      break
    case 'version.added':
      addVersion(db, record)
      break
    case 'attachment.added':
      addAttachment(db, record)
      break
    case 'alias.set':
      setAlias(db, record)
      break
    case 'route.changed':
      changeRoute(db, record)
      break
    case 'backtest.recorded':
      addBacktest(db, record)
      break
    case 'snapshot.created':
      addSnapshot(db, record)
      break
    case 'specification.applied':
      addSpecification(db, record)
      break
    case 'check.recorded':
      addCheck(db, record)
      break
  }
}

function addModel(db: DatabaseSync, { data, at, actor }: RecordOf<'model.created'>): void {
  db.prepare('INSERT INTO model VALUES (?, ?, ?, ?, ?)').run(
    ...[data.model, data.purpose, data.owner, at, actor],
  )
}

function addVersion(db: DatabaseSync, { data, at, actor }: RecordOf<'version.added'>): void {
  const { model, version, digest, format, task, sizeBytes } = data
  db.prepare('INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[model, version, digest, format, task, sizeBytes, at, actor],
  )
}

function addAttachment(db: DatabaseSync, record: RecordOf<'attachment.added'>): void {
  const { seq, at, actor } = record
  const { model, version, role, digest, provenance } = record.data
  const text = provenance === undefined ? null : canonicalJson(provenance)
  db.prepare('INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[seq, model, version, role, digest, text, at, actor],
  )
}

function setAlias(db: DatabaseSync, { seq, data, at }: RecordOf<'alias.set'>): void {
  const { model, alias, version } = data
  db.prepare(
    'UPDATE alias SET valid_to = ? WHERE model = ? AND alias = ? AND valid_to IS NULL',
  ).run(at, model, alias)
  db.prepare('INSERT INTO alias VALUES (?, ?, ?, ?, ?, NULL)').run(seq, model, alias, version, at)
}

function changeRoute(db: DatabaseSync, record: RecordOf<'route.changed'>): void {
  const { data, at, actor, reason } = record
  const { endpoint, revision, change, champion, standby, contract, waived } = data
  db.prepare('UPDATE route SET valid_to = ? WHERE endpoint = ? AND valid_to IS NULL').run(
    ...[at, endpoint],
  )
  db.prepare('INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)').run(
    ...[endpoint, revision, change, champion.model, champion.version, champion.digest],
    ...[standby?.model ?? null, standby?.version ?? null, standby?.digest ?? null],
    ...[contract, at, actor, reason, waived ?? null],
  )
}

function addBacktest(db: DatabaseSync, record: RecordOf<'backtest.recorded'>): void {
  const { seq, data, at, actor } = record
  db.prepare('INSERT INTO backtest VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    ...[data.backtest, seq, data.model, data.blob, at, actor, data.by ?? null],
  )
}

function addSnapshot(db: DatabaseSync, record: RecordOf<'snapshot.created'>): void {
  const { seq, data, at, actor } = record
  db.prepare('INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[data.snapshot, data.number, seq, data.digest, data.contentHash],
    ...[data.rows, data.parts, data.bytes, data.range?.first ?? null, data.range?.last ?? null],
    ...[data.parent ?? null, data.provenance, at, actor],
  )
}

function addSpecification(db: DatabaseSync, record: RecordOf<'specification.applied'>): void {
  const { data, at, actor, reason } = record
  db.prepare('INSERT INTO specification VALUES (?, ?, ?, ?, ?, ?)').run(
    ...[data.model, data.revision, data.digest, at, actor, reason],
  )
}

function addCheck(db: DatabaseSync, record: RecordOf<'check.recorded'>): void {
  const { seq, data, at, actor } = record
  const { check, model, version, recipe, specification, verdict, blob } = data
  db.prepare('INSERT INTO "check" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[check, seq, model, version, specification ?? null, verdict, blob, at, actor],
    recipe ?? null,
  )
}
