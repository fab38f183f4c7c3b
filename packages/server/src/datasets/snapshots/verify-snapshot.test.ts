import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aFolder } from '../testing/write-parquet.ts'
import { aSnapshotWorld } from './testing/snapshot-world.ts'
import { verifySnapshot } from './verify-snapshot.ts'

async function aSnapshot() {
  const folder = await aFolder()
  for (const name of ['a', 'b']) {
    const rows = Array.from({ length: 50 }, (_, i) => `2001-01-0${i % 9}1T00:00:00Z,${i},${name}`)
    await writeFile(join(folder, `${name}.csv`), `at,x,t\n${rows.join('\n')}\n`)
  }
  const world = await aSnapshotWorld()
  await world.create([folder], { mostBad: 1 })
  const detail = await world.snapshots.get('rows', '1')
  const signal = new AbortController().signal
  const verify = (of = detail) =>
    verifySnapshot(of, { blobs: world.blobs, signal, onBytes: () => {} })
  const pathOf = (part: number) =>
    world.blobs.pathOf(detail.manifest.parts[part]?.sha256 ?? 'sha256:')
  return { detail, verify, pathOf }
}

test('a snapshot that nobody touched is whole', async () => {
  const { verify } = await aSnapshot()
  expect(await verify()).toEqual([])
})

test('any flipped bit of any part is found, and the part is named', async () => {
  const { detail, verify, pathOf } = await aSnapshot()
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.nat(), fc.nat(7), async (part, at, bit) => {
      const path = pathOf(part)
      const whole = await readFile(path)
      const broken = Uint8Array.from(whole)
      const index = at % broken.length
      broken[index] = (broken[index] ?? 0) ^ (1 << bit)
      await chmod(path, 0o600)
      await writeFile(path, broken)
      expect(await verify()).toEqual([
        expect.stringContaining(`part ${part + 1} of 2, ${detail.manifest.parts[part]?.sha256}`),
      ])
      await writeFile(path, whole)
    }),
    { numRuns: 40 },
  )
  expect(await verify()).toEqual([])
})

test('a part that is gone is named', async () => {
  const { verify, pathOf } = await aSnapshot()
  await rm(pathOf(1))
  expect(await verify()).toEqual([expect.stringMatching(/^part 2 of 2, .*: it is gone$/)])
})

test('a manifest that says other rows, times or content is found', async () => {
  const { detail, verify } = await aSnapshot()
  const { manifest, snapshot } = detail
  const [first, second] = manifest.parts
  if (first === undefined || second === undefined) throw new RangeError('two parts')
  const parts = [{ ...first, rows: first.rows + 1 }, second]
  expect(await verify({ ...detail, manifest: { ...manifest, parts } })).toEqual([
    expect.stringMatching(/^the manifest has the digest /),
    expect.stringContaining('it has'),
  ])
  const other = { ...detail, snapshot: { ...snapshot, contentHash: '0'.repeat(32) } }
  expect(await verify(other)).toEqual([expect.stringMatching(/^the rows have the content hash /)])
})
