import { appendFile, cp, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect } from '../../testing/collect.ts'
import { aFolder, writeParquet } from '../../testing/write-parquet.ts'
import { openSnapshot } from '../open-snapshot.ts'
import { aSnapshotWorld, type SnapshotTestWorld } from '../testing/snapshot-world.ts'

const time = { column: 'at', zone: 'UTC' }
const day = 86_400_000

/** Rows of a day of January 2001. */
function aDay(number: number, rows = 20) {
  return Array.from({ length: rows }, (_, i) => ({
    at: new Date(Date.UTC(2001, 0, number) + (i * day) / rows),
    delay: i % 7 === 3 ? null : i * 1.5 - 4,
    origin: ['ABQ', 'JFK', null, 'O"H,A'][i % 4] ?? null,
    late: i % 2 === 0,
  }))
}

type Day = ReturnType<typeof aDay>

function toCsv(rows: Day, columns = ['at', 'delay', 'origin', 'late'], separator = ','): string {
  const cell = (value: unknown) => {
    if (value === null) return ''
    const text = value instanceof Date ? value.toISOString() : String(value)
    return /[",;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map((row) => columns.map((name) => cell(row[name as keyof Day[number]])))
  return `${[columns, ...lines].map((cells) => cells.join(separator)).join('\n')}\n`
}

function toNdjson(rows: Day): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function toParquet(folder: string, name: string, rows: Day) {
  return writeParquet(folder, name, [
    { name: 'at', data: rows.map((row) => row.at), type: 'TIMESTAMP' },
    { name: 'delay', data: rows.map((row) => row.delay), type: 'DOUBLE' },
    { name: 'origin', data: rows.map((row) => row.origin), type: 'STRING' },
    { name: 'late', data: rows.map((row) => row.late), type: 'BOOLEAN' },
  ])
}

/** Long ago, as files are that nobody writes any more. */
async function settle(path: string, at = 1_000_000_000): Promise<void> {
  await utimes(path, at, at)
}

async function readAll(world: SnapshotTestWorld, reference = 'latest') {
  const { snapshot, manifest } = await world.snapshots.get('rows', reference)
  const names = manifest.columns.map(({ name }) => name)
  const opened = openSnapshot({
    name: 'rows',
    digest: snapshot.digest,
    manifest,
    blobs: world.blobs,
  })
  return await collect(opened.read({ columns: names }))
}

test('equal rows have an equal content hash in Parquet, CSV and NDJSON, whatever the column order', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  const rows = aDay(3)
  const files = {
    parquet: await toParquet(folder, 'a.parquet', rows),
    csv: join(folder, 'a.csv'),
    turned: join(folder, 'b.csv'),
    ndjson: join(folder, 'a.ndjson'),
  }
  await writeFile(files.csv, toCsv(rows))
  await writeFile(files.turned, toCsv(rows.toReversed(), ['late', 'origin', 'delay', 'at']))
  await writeFile(files.ndjson, toNdjson(rows))
  const hashes = new Set<string>()
  const digests: string[] = []
  for (const path of Object.values(files)) {
    const { created } = await world.create([path], { time })
    hashes.add(created.snapshot.contentHash)
    digests.push(created.snapshot.digest)
    expect(created.snapshot).toMatchObject({
      rows: 20,
      range: { first: '2001-01-03T00:00:00.000000Z', last: '2001-01-03T22:48:00.000000Z' },
    })
  }
  expect(hashes.size).toBe(1)
  expect(digests[1]).toBe(digests[3]) // the same rows in the same order make the same part
})

test('a snapshot is the same from any folder, any order of files, in any data folder', async () => {
  const digests = new Set<string>()
  for (const turned of [false, true]) {
    const folder = await aFolder()
    const files = [join(folder, 'one.csv'), await toParquet(folder, 'two.parquet', aDay(2))]
    await writeFile(files[0] ?? '', toCsv(aDay(1)))
    const world = await aSnapshotWorld()
    const { created } = await world.create(turned ? files.toReversed() : files, { time })
    digests.add(created.snapshot.digest)
    if (turned)
      digests.add((await world.create([folder], { time, name: 'other' })).created.snapshot.digest)
  }
  expect(digests.size).toBe(1)
})

test('rows are read back in the order of event time of the parts', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  await writeFile(join(folder, 'a.csv'), toCsv(aDay(2, 3)))
  await toParquet(folder, 'b.parquet', aDay(1, 3))
  await world.create([folder], { time })
  const { at, delay } = await readAll(world)
  const rows = [...aDay(1, 3), ...aDay(2, 3)]
  expect(at).toEqual(rows.map((row) => row.at.getTime() * 1000))
  expect(delay).toEqual(rows.map((row) => row.delay))
})

test('a second snapshot costs only what changed', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  for (const number of [1, 2, 3]) {
    await settle(await toParquet(folder, `${number}.parquet`, aDay(number)))
  }
  const first = await world.create([folder], { time })
  await settle(await toParquet(folder, '2.parquet', aDay(2, 21)), 1_000_000_001)
  const second = await world.create([folder], { time })
  const kept = second.snapshot.provenance.sources.map((source) => source.kept)
  expect(kept).toEqual(['unchanged', 'copied', 'unchanged'])
  expect(second.created.snapshot).toMatchObject({
    number: 2,
    rows: 61,
    parent: first.created.snapshot.digest,
  })
  const again = await world.create([folder], { time, rehash: true })
  expect(again.snapshot.provenance.sources.map((source) => source.kept)).toEqual(
    Array(3).fill('copied'),
  )
  expect(again.created).toMatchObject({ outcome: 'exists', snapshot: { number: 2 } })
})

test('a file that was written a moment ago is read again, as its time may hide a change', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  const path = await toParquet(folder, 'a.parquet', aDay(1))
  await settle(path, 4_000_000_000)
  await world.create([folder], { time })
  const { snapshot } = await world.create([folder], { time })
  expect(snapshot.provenance.sources[0]?.kept).toBe('copied')
})

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

test('a new column can be left out', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  await writeFile(join(folder, 'a.csv'), 'x\n1\n')
  await writeFile(join(folder, 'b.csv'), 'y,x\n1,2\n')
  const { snapshot } = await world.create([folder], { without: ['y'] })
  expect(snapshot.manifest.columns).toEqual([{ name: 'x', kind: 'number' }])
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

test('times without a zone are of the zone that is named, in CSV and in Parquet', async () => {
  const folder = await aFolder()
  const path = join(folder, 'a.csv')
  await writeFile(path, 'at,x\n2001-01-01 00:00,1\n2001-07-01 00:00,2\n')
  const world = await aSnapshotWorld()
  const { created } = await world.create([path], {
    time: { column: 'at', zone: 'America/New_York' },
  })
  expect(created.snapshot.range).toEqual({
    first: '2001-01-01T05:00:00.000000Z',
    last: '2001-07-01T04:00:00.000000Z',
  })
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

test('renaming a folder and its files changes no digest', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  await writeFile(join(folder, 'z.csv'), toCsv(aDay(1)))
  await writeFile(join(folder, 'y.csv'), toCsv(aDay(2)))
  const first = await world.create([folder], { time })
  const other = join(await aFolder(), 'elsewhere')
  await cp(folder, other, { recursive: true })
  await rename(join(other, 'z.csv'), join(other, 'a.csv'))
  const second = await world.create([other], { time })
  expect(second.created).toMatchObject({ outcome: 'exists', snapshot: first.created.snapshot })
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
