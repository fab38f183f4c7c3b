import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillTables, type ScratchMetadata, scratchMetadata } from './testing/scratch-metadata.ts'

let scratch: ScratchMetadata
let hand: DatabaseSync

beforeEach(async () => {
  scratch = scratchMetadata()
  await fillTables(scratch.metadata)
  hand = new DatabaseSync(scratch.path, { enableForeignKeyConstraints: false })
})

afterEach(() => {
  hand.close()
  scratch.close()
})

async function verified() {
  return scratch.metadata.ledger.verify()
}

test('is intact as it was written, and says where it ends', async () => {
  const { head, ...report } = await verified()
  expect(report).toEqual({ outcome: 'intact', records: 14, faults: [] })
  expect(await scratch.metadata.ledger.head()).toEqual(head)
})

test('finds a change of any cell of any table, and is intact again when it is undone', async () => {
  for (const { table, rowid, column, value } of cells()) {
    const place = `${table}.${column} of row ${rowid}`
    const update = hand.prepare(`UPDATE "${table}" SET ${column} = ? WHERE rowid = ?`)
    update.run(otherThan(column, value), rowid)
    expect((await verified()).outcome, place).toBe('broken')
    // A changed key of a rowid table is found under its new number.
    const now =
      column === 'seq' && !['backtest', 'snapshot', 'check'].includes(table)
        ? Number(value) + 1_000
        : rowid
    update.run(value, now)
    expect((await verified()).faults, place).toEqual([])
  }
})

test('finds a row that is missing or that nothing recorded, and names it', async () => {
  hand.exec("DELETE FROM alias WHERE alias = 'best' AND valid_to IS NULL")
  expect((await verified()).faults).toEqual([
    expect.stringMatching(/^table alias lacks \{.*"alias":"best".*\}, which the ledger gives\.$/),
  ])
  hand.exec("INSERT INTO model VALUES ('ghost', '', 'eve', 1, 'eve')")
  expect((await verified()).faults).toContainEqual(
    'table model holds {"created_at":1,"created_by":"eve","name":"ghost","owner":"eve",' +
      '"purpose":""}, which the ledger does not give.',
  )
})

test('finds a record whose data says the same in another text', async () => {
  hand.exec("UPDATE ledger SET data = ' ' || data WHERE seq = 4")
  expect((await verified()).faults).toEqual([
    'record 4 has data that is not in the canonical form of RFC 8785.',
  ])
})

test('finds records that were cut off together with what they wrote only by a noted head', async () => {
  const { ledger } = scratch.metadata
  const noted = await ledger.head()
  hand.exec('DELETE FROM backtest; DELETE FROM ledger WHERE seq = 14')
  expect((await ledger.verify()).outcome).toBe('intact')
  expect((await ledger.verify(noted)).faults).toEqual([
    `The chain ends at record 13 and does not hold record 14 with hash ${noted.hash}.`,
  ])
})

test('finds a table or an index that no migration makes', async () => {
  hand.exec('DROP INDEX alias_in_force')
  expect((await verified()).faults).toEqual([
    expect.stringContaining('the schema lacks {"name":"alias_in_force"'),
  ])
})

function* cells() {
  const tables = hand
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
  for (const { name } of tables) {
    const table = String(name)
    for (const row of hand.prepare(`SELECT rowid AS row_number, * FROM "${table}"`).all()) {
      for (const [column, value] of Object.entries(row)) {
        const rowid = Number(row['row_number'])
        if (column !== 'row_number') yield { table, rowid, column, value: value as SQLInputValue }
      }
    }
  }
}

/** Text gets another last letter, an integer becomes another, nothing becomes something. */
function otherThan(column: string, value: SQLInputValue): SQLInputValue {
  if (typeof value === 'number') return value + 1_000
  if (value === null) return /version|valid_to/.test(column) ? 1 : 'x'
  return `${String(value).slice(0, -1)}${String(value).endsWith('e') ? 'f' : 'e'}`
}
