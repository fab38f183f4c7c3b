import { cp, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder } from '../../testing/write-parquet.ts'
import { aDay, readAll, settle, time, toCsv, toNdjson, toParquet } from '../testing/day-files.ts'
import { aSnapshotWorld } from '../testing/snapshot-world.ts'

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

test('a new column can be left out', async () => {
  const world = await aSnapshotWorld()
  const folder = await aFolder()
  await writeFile(join(folder, 'a.csv'), 'x\n1\n')
  await writeFile(join(folder, 'b.csv'), 'y,x\n1,2\n')
  const { snapshot } = await world.create([folder], { without: ['y'] })
  expect(snapshot.manifest.columns).toEqual([{ name: 'x', kind: 'number' }])
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
