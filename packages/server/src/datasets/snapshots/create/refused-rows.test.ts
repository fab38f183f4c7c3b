import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder, writeParquet } from '../../testing/write-parquet.ts'
import { aDay, readAll, time, toCsv, toParquet } from '../testing/day-files.ts'
import { aSnapshotWorld } from '../testing/snapshot-world.ts'

test('faulty rows refuse a snapshot, and where a share is allowed they are put aside with their place', async () => {
  const world = await aSnapshotWorld()
  const path = join(await aFolder(), 'a.csv')
  const lines = toCsv(aDay(1, 1200)).trimEnd().split('\n')
  lines[1100] = (lines[1100] ?? '').replace(/Z,[^,]*,/, 'Z,many,')
  lines[1101] = 'too,short'
  await writeFile(path, `${lines.join('\n')}\n`)
  await expect(world.create([path], { time })).rejects.toMatchObject({
    code: 'snapshot-refused',
    message: expect.stringMatching(
      /^2 of 1200 rows are faulty.*line|row 1101, column delay: found "many"/,
    ),
  })
  expect(await world.snapshots.list()).toEqual([])
  const { snapshot } = await world.create([path], { time, mostBad: 0.01 })
  const { quality } = snapshot.provenance
  expect(quality).toMatchObject({ rowsRead: 1200, rowsKept: 1198, rowsQuarantined: 2 })
  expect(quality.counts).toEqual([
    { rule: 'type', column: 'delay', rows: 1 },
    { rule: 'unreadable', rows: 1 },
  ])
  const quarantine = await readFile(world.blobs.pathOf(quality.quarantine ?? 'sha256:'), 'utf8')
  expect(
    quarantine
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { file: 'a.csv', row: 1101, column: 'delay', rule: 'type' },
    { file: 'a.csv', row: 1102, rule: 'unreadable' },
  ])
})

test('an id that was there before refuses its row, also in a Parquet file, which is then written anew', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  const ids = ['a', 'b', 'a', null, 'c']
  const path = await writeParquet(folder, 'a.parquet', [
    { name: 'id', data: ids, type: 'STRING' },
    { name: 'x', data: [1, 2, 3, 4, 5], type: 'DOUBLE' },
  ])
  await expect(world.create([path], { id: 'id' })).rejects.toMatchObject({
    code: 'snapshot-refused',
  })
  const { snapshot } = await world.create([path], { id: 'id', mostBad: 0.5 })
  expect(snapshot.provenance.sources[0]?.kept).toBe('converted')
  expect(snapshot.provenance.quality.counts).toEqual([
    { rule: 'duplicate', column: 'id', rows: 1 },
    { rule: 'missing', column: 'id', rows: 1 },
  ])
  expect(await readAll(world)).toEqual({ id: ['a', 'b', 'c'], x: [1, 2, 5] })
})

test.each([
  [
    'a new column',
    { 'b.csv': 'x,y\n1,2\n', 'a.csv': 'x\n1\n' },
    'snapshot-refused',
    'b.csv has the column "y"',
  ],
  [
    'a column that is gone',
    { 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x\n1\n' },
    'data-column-missing',
    'b.csv: there is no column "y"',
  ],
  [
    'a column of another kind',
    { 'a.csv': 'x\n1\n', 'b.csv': 'x\nmany\n' },
    'data-unreadable',
    'b.csv, column "x": found text',
  ],
])('%s is refused by name', async (_, files, code, words) => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await expect(world.create([folder])).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
})

test('a Parquet file that is cut in half is refused, and nothing is left behind', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  const whole = await toParquet(folder, 'a.parquet', aDay(1))
  const bytes = await readFile(whole)
  await writeFile(whole, bytes.subarray(0, bytes.length / 2))
  await expect(world.create([whole])).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringContaining('is the file cut off?'),
  })
})

test('a file that changes while it is copied is refused', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  const path = await toParquet(folder, 'a.parquet', aDay(1))
  const copying = world.blobs.stageCopy(path, {
    onBytes: () => void appendFile(path, 'more'),
  })
  await appendFile(path, 'x')
  await expect(copying).rejects.toMatchObject({ code: 'file-changed' })
})

test('stale data is refused where freshness is asked for', async () => {
  const world = await aSnapshotWorld()
  const path = await toParquet(await aFolder(), 'a.parquet', aDay(1))
  await expect(world.create([path], { time, freshWithinMs: 36 * 3_600_000 })).rejects.toMatchObject(
    {
      code: 'snapshot-refused',
      message: expect.stringContaining('The data is stale: the newest row is of 2001-01-01'),
    },
  )
})

test('an impossible event time is a fault, and a far one in another column is kept', async () => {
  const world = await aSnapshotWorld()
  const path = join(await aFolder(), 'a.csv')
  const rows = [
    '2001-01-01T00:00:00Z,9999-12-31T00:00:00Z',
    '9999-12-31T00:00:00Z,2001-01-01T00:00:00Z',
  ]
  await writeFile(path, `at,until\n${rows.join('\n')}\n`)
  await expect(world.create([path], { time })).rejects.toMatchObject({
    code: 'snapshot-refused',
    message: expect.stringContaining('a.csv, row 3, column at: found a time after 2255'),
  })
  await world.create([path], { time, mostBad: 0.5 })
  expect(await readAll(world)).toEqual({
    at: [Date.UTC(2001, 0, 1) * 1000],
    until: [Date.UTC(9999, 11, 31) * 1000],
  })
})

test('rows recorded after the as-of time are left out and are no fault', async () => {
  const world = await aSnapshotWorld()
  const path = join(await aFolder(), 'a.csv')
  await writeFile(path, 'x,known\n1,2001-01-01T00:00:00Z\n2,2001-01-03T00:00:00Z\n3,\n')
  const asOf = { time: Date.UTC(2001, 0, 2) * 1000, recordedColumn: 'known' }
  const { snapshot } = await world.create([path], { asOf })
  expect(snapshot.provenance.quality).toMatchObject({
    rowsKept: 1,
    notYetRecorded: 2,
    rowsQuarantined: 0,
  })
  expect((await readAll(world))['x']).toEqual([1])
})
