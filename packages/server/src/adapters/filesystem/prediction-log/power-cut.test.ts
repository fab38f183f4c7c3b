import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SimulatedFiles } from '../segments/testing/simulated-files.ts'
import {
  bounds,
  chooser,
  type Durability,
  type History,
  live,
  recordBytes,
  shortHistory,
} from './testing/lived-history.ts'
import { manualTimers } from './testing/manual-timers.ts'
import {
  commitNumbers,
  logOver,
  numberedHeader,
  readNumbers,
  recoverNumbers,
} from './testing/numbered-records.ts'

function expectInOrder(found: readonly number[], offered: number): void {
  for (let i = 1; i < found.length; i++) {
    expect(found[i] as number).toBeGreaterThan(found[i - 1] as number)
  }
  expect(found.at(-1) ?? 0).toBeLessThanOrEqual(offered)
}

async function operationsOf(history: History, durability: Durability): Promise<number> {
  return (await live(history, durability, {})).files.operations
}

test.each(['default', 'before-response'] as const)(
  'loses nothing acknowledged when the process is killed at any write point (%s)',
  async (durability) => {
    const operations = await operationsOf(shortHistory, durability)
    expect(operations).toBeGreaterThan(20)
    for (let endsAt = 0; endsAt < operations; endsAt++) {
      for (const tornShare of [0, 0.3, 0.99]) {
        const lived = await live(shortHistory, durability, { endsAt, tornShare })
        const after = new SimulatedFiles({ image: lived.files.afterKill() })
        const found = await recoverNumbers(after, manualTimers())
        expectInOrder(found, lived.offered)
        expect([...lived.acknowledged.keys()].filter((one) => !found.includes(one))).toEqual([])
      }
    }
  },
)

test('loses nothing acknowledged by a power cut at any write point when replies wait for the disk', async () => {
  const operations = await operationsOf(shortHistory, 'before-response')
  for (let endsAt = 0; endsAt <= operations; endsAt++) {
    const lived = await live(shortHistory, 'before-response', { endsAt })
    for (let seed = 0; seed < 12; seed++) {
      const after = new SimulatedFiles({ image: lived.files.afterPowerCut(chooser(seed)) })
      const found = await recoverNumbers(after, manualTimers())
      expectInOrder(found, lived.offered)
      expect([...lived.acknowledged.keys()].filter((one) => !found.includes(one))).toEqual([])
    }
  }
})

test.each(['default', 'spooled'] as const)(
  'loses at most the last 100 ms by a power cut at any write point when replies do not wait for the disk (%s)',
  async (durability) => {
    const operations = await operationsOf(shortHistory, durability)
    let lost = 0
    for (let endsAt = 0; endsAt <= operations; endsAt++) {
      const lived = await live(shortHistory, durability, { endsAt })
      for (let seed = 0; seed < 12; seed++) {
        const after = new SimulatedFiles({ image: lived.files.afterPowerCut(chooser(seed)) })
        const found = await recoverNumbers(after, manualTimers())
        expectInOrder(found, lived.offered)
        const missing = [...lived.acknowledged].filter(([number]) => !found.includes(number))
        expect(missing.filter(([, ms]) => ms <= lived.endedMs - 100)).toEqual([])
        lost += missing.length
      }
    }
    expect(lost).toBeGreaterThan(0) // else the simulated power cuts would cut nothing
  },
)

test('keeps the promises of every mode in any history, cut anywhere, also while it is repaired', async () => {
  const histories = fc.array(
    fc.record({ records: fc.integer({ min: 1, max: 5 }), pauseMs: fc.nat({ max: 160 }) }),
    { minLength: 1, maxLength: 8 },
  )
  const cuts = fc.record({
    durability: fc.constantFrom<Durability>('default', 'spooled', 'before-response'),
    endsAt: fc.nat({ max: 60 }),
    repairEndsAt: fc.nat({ max: 8 }),
    seed: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(histories, cuts, async (history, { durability, seed, ...at }) => {
      const choose = chooser(seed)
      const lived = await live(history, durability, { endsAt: at.endsAt, tornShare: choose() })
      const first = new SimulatedFiles({
        image: lived.files.afterPowerCut(choose),
        endsAt: at.repairEndsAt,
      })
      void recoverNumbers(first, manualTimers())
      await manualTimers().settle()
      await manualTimers().settle()
      const second = new SimulatedFiles({ image: first.afterPowerCut(choose) })
      const found = await recoverNumbers(second, manualTimers())
      expectInOrder(found, lived.offered)
      const oldest = durability === 'before-response' ? lived.endedMs : lived.endedMs - 100
      const due = [...lived.acknowledged].filter(([, ms]) => ms <= oldest)
      expect(due.filter(([number]) => !found.includes(number))).toEqual([])
      expect(await readNumbers(second, manualTimers())).toEqual(found)
    }),
    { numRuns: 150 },
  )
})

test('goes on behind what was repaired', async () => {
  const lived = await live(shortHistory, 'default', { endsAt: 12, tornShare: 0.7 })
  const timers = manualTimers()
  const files = new SimulatedFiles({ image: lived.files.afterKill() })
  const log = logOver(files, timers, bounds)
  await log.repair()
  const before = await readNumbers(files, timers)
  const writer = log.open(numberedHeader, 'default')
  commitNumbers(writer, [101, 102], recordBytes, () => {})
  await timers.advance(200)
  expect(await readNumbers(files, timers)).toEqual([...before, 101, 102])
})
