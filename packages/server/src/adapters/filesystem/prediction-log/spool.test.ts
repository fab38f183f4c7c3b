import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SimulatedFiles } from '../segments/testing/simulated-files.ts'
import { openNodeSpool } from './node-spool.ts'
import { readSpooled } from './spool.ts'
import { bounds, type Lived, live, recordBytes, shortHistory } from './testing/lived-history.ts'
import { manualTimers } from './testing/manual-timers.ts'
import {
  commitNumbers,
  logOver,
  numberedHeader,
  readNumbers,
  recoverNumbers,
} from './testing/numbered-records.ts'
import { SimulatedSpool } from './testing/simulated-spool.ts'

/** Kills the next process in its repair, then lets the one after it find what there is. */
async function recoverTwice({ files, spool }: Lived, repairEndsAt: number): Promise<number[]> {
  const first = new SimulatedFiles({ image: files.afterKill(), endsAt: repairEndsAt })
  const hasEnded = () => first.hasEnded
  const firstSpool = new SimulatedSpool({ image: spool?.afterKill() ?? [], hasEnded })
  void recoverNumbers(first, manualTimers(), firstSpool)
  for (let i = 0; i < 4; i++) await manualTimers().settle()
  const second = new SimulatedFiles({ image: first.afterKill() })
  const image = firstSpool.afterKill()
  return await recoverNumbers(second, manualTimers(), new SimulatedSpool({ image }))
}

test('loses nothing acknowledged, and doubles nothing, when the process is killed at any write point', async () => {
  const { operations } = (await live(shortHistory, 'spooled', {})).files
  expect(operations).toBeGreaterThan(15)
  let spooled = 0
  for (let endsAt = 0; endsAt < operations; endsAt++) {
    for (const tornShare of [0, 0.3, 0.99]) {
      const lived = await live(shortHistory, 'spooled', { endsAt, tornShare })
      spooled += lived.spool?.afterKill().length ?? 0
      const image = lived.spool?.afterKill() ?? []
      const after = new SimulatedFiles({ image: lived.files.afterKill() })
      const found = await recoverNumbers(after, manualTimers(), new SimulatedSpool({ image }))
      expect(found).toEqual(Array.from({ length: found.length }, (_, i) => i + 1))
      expect([...lived.acknowledged.keys()].filter((one) => !found.includes(one))).toEqual([])
    }
  }
  expect(spooled).toBeGreaterThan(0) // else nothing was ever brought to the log from there
})

test('nor in any history, though the process after it is killed while it brings the spool to the log', async () => {
  const histories = fc.array(
    fc.record({ records: fc.integer({ min: 1, max: 5 }), pauseMs: fc.nat({ max: 60 }) }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(histories, fc.nat({ max: 40 }), fc.nat({ max: 9 }), async (history, ...at) => {
      const [endsAt, repairEndsAt] = at
      const lived = await live(history, 'spooled', { endsAt, tornShare: 0.5 })
      const found = await recoverTwice(lived, repairEndsAt)
      expect(found).toEqual(Array.from({ length: found.length }, (_, i) => i + 1))
      expect([...lived.acknowledged.keys()].filter((one) => !found.includes(one))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('lets a reply go in the turn in which its record came, however slow the disk is', async () => {
  const timers = manualTimers()
  const files = new SimulatedFiles({ before: () => timers.wait(60_000) })
  const writer = logOver(files, timers, {}, new SimulatedSpool()).open(numberedHeader, 'default')
  let gone = 0
  for (let number = 1; number <= 50; number++) {
    commitNumbers(writer, [number], recordBytes, () => gone++)
    await timers.advance(5)
    expect(gone).toBe(number)
  }
  expect(writer.counts).toMatchObject({ written: 0, pending: 50, unwaited: 0, dropped: 0 })
  await timers.advance(600_000)
  expect(writer.counts).toMatchObject({ written: 50, pending: 0 })
  expect(await readNumbers(files, timers)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
})

test('a spool that is full makes replies wait for the file system, and is used again afterwards', async () => {
  const timers = manualTimers()
  const writes: number[] = []
  const files = new SimulatedFiles({
    before: async (operation) => {
      if (operation === 'write') writes.push(timers.monotonicMs())
      await timers.wait(1)
    },
  })
  const spool = new SimulatedSpool({ mostBytes: 600 })
  const writer = logOver(files, timers, {}, spool).open(numberedHeader, 'default')
  const gone = new Map<number, number>()
  const commit = (numbers: number[]) =>
    commitNumbers(writer, numbers, recordBytes, () =>
      gone.set(numbers[0] ?? 0, timers.monotonicMs()),
    )
  commit([1, 2, 3, 4, 5, 6, 7, 8, 9])
  await timers.advance(0)
  expect(gone.has(1)).toBe(false)
  await timers.advance(10)
  expect(gone.get(1)).toBeLessThan(10)
  commit([10])
  await timers.advance(0)
  expect(gone.has(10)).toBe(true)
  await timers.advance(100)
  expect(writer.counts).toMatchObject({ written: 10, pending: 0, dropped: 0, failed: 0 })
})

test('readers see what was answered before they asked', async () => {
  const timers = manualTimers()
  const files = new SimulatedFiles()
  const log = logOver(files, timers, bounds, new SimulatedSpool())
  const writer = log.open(numberedHeader, 'default')
  commitNumbers(writer, [1, 2], recordBytes, () => {})
  await timers.advance(0)
  const found: number[] = []
  for await (const { payload } of log.read('e')) {
    found.push(new Float64Array(Uint8Array.from(payload).buffer)[0] ?? 0)
  }
  expect(found).toEqual([1, 2])
})

test('leaves nothing behind when it is closed', async () => {
  const timers = manualTimers()
  const spool = new SimulatedSpool()
  const writer = logOver(new SimulatedFiles(), timers, {}, spool).open(numberedHeader, 'default')
  commitNumbers(writer, [1], recordBytes, () => {})
  await timers.advance(0)
  expect(spool.afterKill()).toHaveLength(1)
  void writer.close(100)
  await timers.advance(20)
  expect(spool.left()).toEqual([])
})

test.runIf(existsSync('/dev/shm'))(
  'keeps files in memory for a data folder and its owner alone',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-spool-'))
    try {
      const file = openNodeSpool('/dev/shm', folder)?.open(numberedHeader)
      const frames = Buffer.alloc(0)
      expect(file?.append(frames)).toBe(true)
      file?.intend(7, 1234)
      const left = openNodeSpool('/dev/shm', folder)?.left() ?? []
      expect(left).toHaveLength(1)
      expect(readSpooled(left[0]?.bytes ?? frames)).toBeUndefined() // no record in it
      left[0]?.remove()
      expect(openNodeSpool('/dev/shm', folder)?.left()).toEqual([])
      expect(openNodeSpool(folder, folder)).toBeUndefined() // a disk is no memory
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
