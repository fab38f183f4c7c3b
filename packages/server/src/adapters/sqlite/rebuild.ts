import type { DatabaseSync } from 'node:sqlite'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { Faults } from '../../platform/ledger/faults.ts'
import { readRecord } from '../../platform/ledger/read-record.ts'
import type { LedgerRecord } from '../../platform/ledger/types.ts'
import { textOf } from './columns.ts'
import { project } from './projection.ts'

/** Replays a record into the empty tables of `scratch`; what cannot be replayed is a fault. */
export function replay(scratch: DatabaseSync, record: LedgerRecord, faults: Faults): void {
  try {
    project(scratch, readRecord(record))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    faults.add(`record ${record.seq}, ${record.kind}, cannot be replayed: ${why}`)
  }
}

/**
 * Compares every table of the database attached as `live` with those of the main one, row by row and
 * in both directions, and the two schemas.
 */
export function compareTables(db: DatabaseSync, faults: Faults): void {
  const schema = "SELECT type, name, sql FROM %.sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
  const [rebuilt, live] = [schema.replace('%.', 'main.'), schema.replace('%.', 'live.')]
  difference(
    db,
    `${live} EXCEPT ${rebuilt}`,
    'the schema holds',
    'which no migration makes',
    faults,
  )
  difference(db, `${rebuilt} EXCEPT ${live}`, 'the schema lacks', 'which a migration makes', faults)
  for (const table of tablesOf(db)) {
    const [made, kept] = [`SELECT * FROM main."${table}"`, `SELECT * FROM live."${table}"`]
    const [holds, lacks] = [`table ${table} holds`, `table ${table} lacks`]
    difference(db, `${kept} EXCEPT ${made}`, holds, 'which the ledger does not give', faults)
    difference(db, `${made} EXCEPT ${kept}`, lacks, 'which the ledger gives', faults)
  }
}

function tablesOf(db: DatabaseSync): readonly string[] {
  const sql = `SELECT name FROM main.sqlite_schema
               WHERE type = 'table' AND name <> 'ledger' ORDER BY name`
  return db
    .prepare(sql)
    .all()
    .map((row) => textOf(row, 'name'))
}

function difference(
  db: DatabaseSync,
  sql: string,
  before: string,
  after: string,
  faults: Faults,
): void {
  try {
    for (const row of db.prepare(sql).iterate()) {
      faults.add(`${before} ${canonicalJson({ ...row })}, ${after}.`)
      if (faults.isFull) return
    }
  } catch (error) {
    faults.add(`${before} rows that cannot be read: ${String(error)}`)
  }
}
