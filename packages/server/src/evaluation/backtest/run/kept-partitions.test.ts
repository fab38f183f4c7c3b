import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { aLogisticPackage, aVersion, runOn, someFlights, writeFlights } from '../testing/flights.ts'
import { listKept, readKept, readKeptContender } from './kept-partitions.ts'
import { removeForgotten } from './remove-forgotten.ts'

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

test('what was broken off is forgotten after seven days without a change', async () => {
  const folder = await aFolder()
  const [old, touched, own] = ['old', 'touched', 'own'].map((name) => join(folder, name))
  const now = Date.UTC(2001, 5, 15) * 1000
  const days = (count: number) => new Date(now / 1000 - count * 86_400_000)
  for (const path of [old, touched, own]) {
    await mkdir(join(path ?? '', 'packages'), { recursive: true })
    await utimes(join(path ?? '', 'packages'), days(8), days(path === touched ? 6 : 8))
    await utimes(path ?? '', days(8), days(8))
  }
  await removeForgotten(folder, { now, except: own ?? '' })
  expect((await readdir(folder)).sort()).toEqual(['own', 'touched'])
  await removeForgotten(join(folder, 'nowhere'), { now, except: '' })
})
