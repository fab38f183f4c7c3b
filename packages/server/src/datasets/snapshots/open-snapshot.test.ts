import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, collect } from '../testing/collect.ts'
import { aFolder } from '../testing/write-parquet.ts'
import type { ColumnBatch } from '../types.ts'
import { openSnapshot, type Snapshot } from './open-snapshot.ts'
import { aSnapshotWorld, type SnapshotTestWorld } from './testing/snapshot-world.ts'

const hour = 3_600_000_000
const first = Date.UTC(2001, 0, 1) * 1000
/** Rows an hour apart from noon of the first day on, in files that overlap by some hours. */
const files = [
  { from: 12, count: 30 },
  { from: 36, count: 30 },
  { from: 200, count: 10 },
]
const rows = files.flatMap(({ from, count }) =>
  Array.from({ length: count }, (_, i) => ({ at: first + (from + i) * hour, x: from * 100 + i })),
)

/** The snapshot of these files, in a world of its own. */
async function made(): Promise<{ world: SnapshotTestWorld; snapshot: Snapshot }> {
  const folder = await aFolder()
  for (const [index, { from, count }] of files.entries()) {
    const lines = rows
      .filter(({ x }) => x >= from * 100 && x < from * 100 + count)
      .map(({ at, x }) => `${new Date(at / 1000).toISOString()},${x},${x % 3 === 0 ? 'a' : 'b'}`)
    await writeFile(join(folder, `${index}.csv`), `at,x,t\n${lines.join('\n')}\n`)
  }
  const world = await aSnapshotWorld()
  await world.create([folder], {
    time: { column: 'at', zone: 'UTC' },
    derive: { double: 'x * 2' },
  })
  return { world, snapshot: await opened(world) }
}

async function opened({ snapshots, blobs }: SnapshotTestWorld): Promise<Snapshot> {
  const { snapshot, manifest } = await snapshots.get('rows', '1')
  return openSnapshot({ name: 'rows@1', digest: snapshot.digest, manifest, blobs })
}

const valuesOf = async (
  batches: AsyncIterable<ColumnBatch>,
  name = 'x',
): Promise<readonly Cell[]> => (await collect(batches))[name] ?? []

test('a span gives the rows of its times, whatever it is, in the order of all rows', async () => {
  const { snapshot } = await made()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 230 }), fc.nat(230), async (from, length) => {
      const span = { from: first + from * hour, until: first + (from + length) * hour }
      const expected = rows.filter(({ at }) => at >= span.from && at < span.until)
      expect(await valuesOf(snapshot.readSpan(span, { columns: ['x'] }))).toEqual(
        expected.map(({ x }) => x),
      )
    }),
    { numRuns: 60 },
  )
})

test('the partitions are those that parts reach into, and together they hold every row once', async () => {
  const { snapshot } = await made()
  const days = snapshot.partitions('day')
  expect(days.map(({ name }) => name)).toEqual([
    ...['2001-01-01', '2001-01-02', '2001-01-03', '2001-01-09'],
  ])
  const read: Cell[] = []
  for (const day of days) read.push(...(await valuesOf(snapshot.readSpan(day, { columns: ['x'] }))))
  expect(read.toSorted()).toEqual(rows.map(({ x }) => x).toSorted())
  expect(snapshot.partitions('month')).toHaveLength(1)
})

test('rows are read by the value of a column', async () => {
  const { snapshot } = await made()
  const read = (equals: string | number) =>
    valuesOf(snapshot.readWhere({ column: 't', equals }, { columns: ['x'] }))
  expect(await read('a')).toEqual(rows.flatMap(({ x }) => (x % 3 === 0 ? [x] : [])))
  expect(await read('c')).toEqual([])
  expect(await read(1)).toEqual([])
})

test('derived columns are those that the snapshot was made with', async () => {
  const { snapshot } = await made()
  const read = snapshot.read({ columns: ['double'] })
  expect(await valuesOf(read, 'double')).toEqual(rows.map(({ x }) => 2 * x))
})

test('its digest is its own, and another where it is read in another way', async () => {
  const { snapshots, blobs } = (await made()).world
  const { snapshot, manifest } = await snapshots.get('rows', 'latest')
  const same = { name: 'rows@1', digest: snapshot.digest, manifest, blobs }
  expect(await openSnapshot(same).digest()).toBe(snapshot.digest)
  const other = openSnapshot({ ...same, config: { derive: { half: 'x / 2' } } })
  expect(await other.digest()).not.toBe(snapshot.digest)
})

test('a part that is shorter than it was is refused by name', async () => {
  const path = join(await aFolder(), 'a.csv')
  await writeFile(path, 'x\n1\n')
  const own = await aSnapshotWorld()
  await own.create([path])
  const { manifest } = await own.snapshots.get('rows', '1')
  const part = own.blobs.pathOf(manifest.parts[0]?.sha256 ?? 'sha256:')
  await chmod(part, 0o600)
  await writeFile(part, 'PAR1')
  const reading = collect((await opened(own)).read({ columns: ['x'] }))
  await expect(reading).rejects.toMatchObject({
    code: 'snapshot-part-missing',
    message: expect.stringContaining('found 4 bytes'),
  })
})

test('a snapshot without event times has no partitions', async () => {
  const path = join(await aFolder(), 'a.csv')
  await writeFile(path, 'x\n1\n')
  const own = await aSnapshotWorld()
  await own.create([path])
  expect((await opened(own)).partitions('day')).toEqual([])
})
