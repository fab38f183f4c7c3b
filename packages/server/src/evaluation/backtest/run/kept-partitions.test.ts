import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { aLogisticPackage, aVersion, runOn, someFlights, writeFlights } from '../testing/flights.ts'
import { listKept, readKept, readKeptContender } from './kept-partitions.ts'

const flights = someFlights(1200)
const version = aVersion('flights@1', await aLogisticPackage(flights))

async function run(folder: string) {
  return canonicalJson(
    await runOn(await writeFlights(flights), [version], { slices: ['origin'] }, { folder }),
  )
}

test('finished partitions are not judged again, and the bytes are the same', async () => {
  const folder = await aFolder()
  const first = await run(folder)
  expect(await listKept(folder)).toEqual(new Set([0, 1, 2, 3]))
  const before = await readFile(join(folder, '00001.judged'))
  await truncate(join(folder, '00002.judged'), 100)
  expect(await listKept(folder)).toEqual(new Set([0, 1, 3]))
  expect(await run(folder)).toBe(first)
  expect(await readFile(join(folder, '00001.judged'))).toEqual(before)
  expect((await readKept(folder, 2))?.index).toBe(2)
})

test.each([
  ['of what it says', 0.01],
  ['of what was gathered', 0.9],
])('a partition with one byte changed is taken for none: %s', async (_, share) => {
  const folder = await aFolder()
  await run(folder)
  const path = join(folder, '00000.judged')
  const bytes = await readFile(path)
  const at = Math.floor(bytes.length * share)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(path, bytes)
  expect(await listKept(folder)).toEqual(new Set([1, 2, 3]))
  const parts = await Promise.all([0, 1].map((i) => readKeptContender(folder, 0, i)))
  expect(parts).toContain(undefined)
})

test('nothing half written lies under the name of a partition', async () => {
  const folder = await aFolder()
  await run(folder)
  const names = await readdir(folder)
  expect(names.filter((name) => name.endsWith('.new'))).toEqual([])
})
