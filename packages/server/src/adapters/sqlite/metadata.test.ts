import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIds } from '../../platform/ids.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { aDigest, add } from '../../registry/testing/registry-events.ts'
import { createJournal } from './journal.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openDatabase } from './open-database.ts'
import { SqliteRegistryStore } from './registry-store.ts'
import { fillTables, type ScratchMetadata, scratchMetadata } from './testing/scratch-metadata.ts'

let scratch: ScratchMetadata

beforeEach(() => {
  scratch = scratchMetadata()
})

afterEach(() => {
  scratch.close()
})

test('writes ahead, syncs each commit and holds foreign keys', () => {
  const db = openDatabase(scratch.path)
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('synchronous')).toBe(2)
  expect(pragma('foreign_keys')).toBe(1)
  db.close()
})

test('says that the disk is full and keeps neither the change nor its record', async () => {
  const db = openDatabase(join(scratch.path, '..', 'small.db'))
  const clock = manualClock()
  const store = new SqliteRegistryStore(createJournal(db, { clock, ids: createIds({ clock }) }))
  await add(store, 'flights', aDigest(0))
  db.exec(
    `PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()?.['page_count'])}`,
  )
  let acknowledged = 1
  const pushUntilFull = async () => {
    for (; acknowledged < 1_000; acknowledged++) await add(store, 'flights', aDigest(acknowledged))
  }
  await expect(pushUntilFull()).rejects.toMatchObject({ code: 'disk-full' })
  expect(await store.listVersions('flights')).toHaveLength(acknowledged)
  const count = db.prepare("SELECT count(*) AS n FROM ledger WHERE kind = 'version.added'").get()
  expect(count?.['n']).toBe(acknowledged)
  db.exec('PRAGMA max_page_count = 1000000')
  expect(await add(store, 'flights', aDigest(5_000))).toMatchObject({
    version: { version: acknowledged + 1 },
  })
  db.close()
})

test('refuses a file that is no database', async () => {
  const other = join(scratch.path, '..', 'other.db')
  writeFileSync(other, 'not a database, but long enough to have a header of its own'.repeat(20))
  expect(() => openDatabase(other)).toThrow(
    expect.objectContaining({ code: 'data-folder-corrupt' }),
  )
})

test('says so when the file cannot be made', () => {
  expect(() => openDatabase(join(scratch.path, '..', 'nowhere', 'metadata.db'))).toThrow(
    expect.objectContaining({ code: 'config-invalid' }),
  )
})

const added = 'CREATE TABLE note (text TEXT NOT NULL) STRICT'
const later = [...migrations, added]

test('copies the database before it migrates it, and migrates it once', async () => {
  await fillTables(scratch.metadata)
  const backupPath = (from: number) => join(scratch.path, '..', `before-${from}.db`)
  const db = new DatabaseSync(scratch.path)
  expect(migrate(db, { backupPath, migrations: later })).toBe(5)
  expect(migrate(db, { backupPath, migrations: later })).toBe(6)
  db.close()
  const copy = new DatabaseSync(backupPath(5), { readOnly: true })
  expect(copy.prepare('SELECT count(*) AS n FROM ledger').get()?.['n']).toBe(14)
  expect(() => copy.prepare('SELECT * FROM note')).toThrow('no such table')
  copy.close()
})

test('copies nothing when there is nothing yet', () => {
  const backupPath = () => join(scratch.path, '..', 'none.db')
  openDatabase(join(scratch.path, '..', 'fresh.db'), { backupPath }).close()
  expect(existsSync(backupPath())).toBe(false)
})

test('changes nothing when a migration fails halfway', () => {
  const copy = join(scratch.path, '..', 'copy.db')
  copyFileSync(scratch.path, copy)
  const broken = [...migrations, `${added}; CREATE TABLE note (again TEXT)`]
  expect(() => openDatabase(copy, { migrations: broken })).toThrow('already exists')
  const db = openDatabase(copy)
  expect(() => db.prepare('SELECT * FROM note')).toThrow('no such table')
  db.close()
})

test('refuses metadata of a later release, naming both numbers', () => {
  const db = new DatabaseSync(scratch.path)
  db.exec('PRAGMA user_version = 7')
  db.close()
  expect(() => openDatabase(scratch.path)).toThrow(
    expect.objectContaining({
      code: 'data-folder-newer',
      message: 'The metadata is at migration 7; this release knows 5.',
    }),
  )
})
