import { afterAll, beforeAll, expect, test } from 'vitest'
import { later } from '../../app/later.ts'
import { ReaderPool } from '../readers/reader-pool.ts'
import { treePackage } from '../testing/tree-package.ts'
import { asAda, openWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  const pool = new ReaderPool({ later, threads: 1 })
  world = await openWorld({ mostBytesHanded: 1_000_000, offThread: () => pool })
  for (const n of [1, 2, 3, 4]) await world.push('trees', await treePackage(n, 10 * n))
})
afterAll(() => world.close())

async function promote(version: number): Promise<void> {
  await world.promotion.promote('trees', { model: 'trees', version, reason: '' }, asAda)
}

async function valuesFor(rows: readonly object[]): Promise<readonly number[]> {
  const { status, json } = await world.post('/predict/trees', { rows })
  expect(status).toBe(200)
  return json.predictions.map((one: { outputs: { value: number } }) => one.outputs.value)
}

test('versions that a thread hands over answer as themselves, one after the other in the same memory', async () => {
  for (const version of [1, 2, 3, 4, 1, 3]) {
    await promote(version)
    expect(await valuesFor([{ x: 0.5 }, { x: 0.6 }])).toEqual([version, 10 * version])
    await world.promotion.rollBack('trees', { reason: '' }, asAda).catch(() => undefined)
    await promote(version)
    expect(await valuesFor([{ x: 7 }])).toEqual([10 * version])
  }
})

test('threads answer many rows by the version that has been handed over', async () => {
  await promote(2)
  const rows = Array.from({ length: 3000 }, (_, i) => ({ x: i % 2 }))
  expect(await valuesFor(rows)).toEqual(rows.map(({ x }) => (x === 0 ? 2 : 20)))
})

test('of a version that was loaded, nothing stays in memory that only its verification took', async () => {
  await promote(4)
  const { loaded } = world.serving.table.get('trees').live?.handle ?? {}
  const kept = Object.keys(loaded?.model ?? {}).toSorted()
  expect(kept).toEqual(['coefficients', 'layouts', 'program', 'widths'])
})
