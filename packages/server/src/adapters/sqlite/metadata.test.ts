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
import { WriteAheadSync } from './write-ahead-sync.ts'

let scratch: ScratchMetadata
const noSync = async () => {}

beforeEach(() => {
  scratch = scratchMetadata()
})

afterEach(() => {
  scratch.close()
})

test('writes ahead, leaves syncs to who commits, and holds foreign keys', () => {
  const db = openDatabase(scratch.path)
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('synchronous')).toBe(1)
  expect(pragma('foreign_keys')).toBe(1)
  db.close()
})

test('tells nobody of a change before it is synced, and everybody whose sync failed', async () => {
  const db = openDatabase(scratch.path)
  const clock = manualClock()
  const syncs: PromiseWithResolvers<void>[] = []
  const sync = () => {
    syncs.push(Promise.withResolvers())
    return (syncs.at(-1) as PromiseWithResolvers<void>).promise
  }
  const store = new SqliteRegistryStore(
    createJournal(db, { clock, ids: createIds({ clock }), sync }),
  )
  const told: string[] = []
  const first = add(store, 'flights', aDigest(0)).then(() => told.push('first'))
  await new Promise(setImmediate)
  expect(await store.listVersions('flights')).toHaveLength(1)
  expect(told).toEqual([])
  syncs[0]?.resolve()
  await first
  expect(told).toEqual(['first'])
  const second = add(store, 'flights', aDigest(1))
  syncs[1]?.reject(new Error('The disk is gone.'))
  await expect(second).rejects.toThrow('The disk is gone.')
  db.close()
})

test('syncs what was committed together, also where the write-ahead log is gone', async () => {
  const ahead = new WriteAheadSync(scratch.path)
  await Promise.all([ahead.sync(), ahead.sync(), ahead.sync()])
  await new WriteAheadSync(join(scratch.path, '..', 'closed.db')).sync()
  await expect(new WriteAheadSync(join(scratch.path, 'no-folder')).sync()).rejects.toThrow(
    'ENOTDIR',
  )
})

test('says that the disk is full and keeps neither the change nor its record', async () => {
  const db = openDatabase(join(scratch.path, '..', 'small.db'))
  const clock = manualClock()
  const store = new SqliteRegistryStore(
    createJournal(db, { clock, ids: createIds({ clock }), sync: noSync }),
  )
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
