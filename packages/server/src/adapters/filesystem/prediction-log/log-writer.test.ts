import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogCounts, LogOutcome } from '../../../serving/log/types.ts'
import { SimulatedFiles } from '../segments/testing/simulated-files.ts'
import { type ManualTimers, manualTimers } from './testing/manual-timers.ts'
import { commitNumbers, logOver, numberedHeader, readNumbers } from './testing/numbered-records.ts'

const recordBytes = 64

/** A disk whose operations fail or take their time when told to. */
function moodyDisk(timers: ManualTimers) {
  const mood = { fails: false, takesMs: 0, failsSync: false }
  const files = new SimulatedFiles({
    before: async (operation) => {
      const { fails, failsSync, takesMs } = mood
      if (takesMs > 0) await timers.wait(takesMs)
      if (fails && operation === 'write') throw new Error('ENOSPC: simulated')
      if (failsSync && operation === 'sync') throw new Error('EIO: simulated')
    },
  })
  return { mood, files }
}

test('holds a reply back until the record is written, and no longer', async () => {
  const timers = manualTimers()
  const { files } = moodyDisk(timers)
  const writer = logOver(files, timers).open(numberedHeader, 'default')
  const told: LogOutcome[] = []
  expect(commitNumbers(writer, [1], recordBytes, (outcome) => told.push(outcome))).toBe('waits')
  expect(told).toEqual([])
  await timers.settle()
  expect(told).toEqual(['go'])
  expect(await readNumbers(files, timers)).toEqual([1])
  expect(writer.counts).toMatchObject({ written: 1, pending: 0 })
})

test('holds no reply back beyond the bound when the disk hangs, and none at all after that', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const writer = logOver(files, timers, { waitMs: 20 }).open(numberedHeader, 'default')
  mood.takesMs = 60_000
  let waitedMs = Number.NaN
  commitNumbers(writer, [1], recordBytes, () => {
    waitedMs = timers.monotonicMs()
  })
  await timers.advance(30)
  expect(waitedMs).toBe(20)
  expect(writer.state).toBe('slow')
  expect(commitNumbers(writer, [2], recordBytes, () => {})).toBe('goes')
  expect(writer.counts).toMatchObject({ written: 0, pending: 2, unwaited: 2 })
  mood.takesMs = 0
  await timers.advance(300_000)
  expect(writer.state).toBe('ok')
  expect(writer.counts).toMatchObject({ written: 2, pending: 0 })
  expect(await readNumbers(files, timers)).toEqual([1, 2])
})

test('drops what the buffer has no room for while the disk hangs, whole replies at a time', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const bounds = { bufferBytes: 1 << 16 }
  const writer = logOver(files, timers, bounds).open(numberedHeader, 'default')
  mood.takesMs = 60_000
  commitNumbers(writer, [0], recordBytes, () => {})
  await timers.advance(30)
  const fitting = Math.floor((1 << 16) / (recordBytes + 8))
  const numbers = Array.from({ length: fitting - 2 }, (_, i) => i + 1)
  expect(commitNumbers(writer, numbers, recordBytes, () => {})).toBe('goes')
  expect(commitNumbers(writer, [7001, 7002, 7003], recordBytes, () => {})).toBe('dropped')
  expect(commitNumbers(writer, [7004, 7005], recordBytes, () => {})).toBe('goes')
  mood.takesMs = 0
  await timers.advance(200_000)
  expect(writer.counts).toMatchObject({ dropped: 3, written: fitting + 1, pending: 0 })
  expect(await readNumbers(files, timers)).toEqual([0, ...numbers, 7004, 7005])
})

test('counts what a full disk refuses as failed, holds nobody back, and is well again by itself', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const writer = logOver(files, timers).open(numberedHeader, 'default')
  mood.fails = true
  const told: LogOutcome[] = []
  commitNumbers(writer, [1, 2], recordBytes, (outcome) => told.push(outcome))
  await timers.settle()
  expect(told).toEqual(['go'])
  expect(writer.state).toBe('failing')
  expect(commitNumbers(writer, [3], recordBytes, () => {})).toBe('goes')
  mood.fails = false
  await timers.advance(200)
  expect(writer.state).toBe('ok')
  expect(writer.counts).toMatchObject({ failed: 2, written: 1, pending: 0 })
  expect(await readNumbers(files, timers)).toEqual([3])
})

test('refuses when replies must wait for the disk and the disk fails or hangs', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const writer = logOver(files, timers).open(numberedHeader, 'before-response')
  const told: LogOutcome[] = []
  const tell = (outcome: LogOutcome) => told.push(outcome)
  mood.failsSync = true
  expect(commitNumbers(writer, [1], recordBytes, tell)).toBe('waits')
  await timers.advance(10)
  mood.failsSync = false
  expect(commitNumbers(writer, [2], recordBytes, tell)).toBe('waits')
  await timers.advance(200)
  expect(told).toEqual(['refused', 'go'])
  mood.takesMs = 60_000
  commitNumbers(writer, [3], recordBytes, tell)
  await timers.advance(1000)
  expect(told).toEqual(['refused', 'go', 'refused'])
  expect(commitNumbers(writer, [4], recordBytes, tell)).toBe('dropped')
  expect(writer.counts).toMatchObject({ failed: 1, written: 1, dropped: 1, pending: 1 })
})

test('goes on in a new segment after a sync that failed, as nobody knows what the disk has', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const writer = logOver(files, timers).open(numberedHeader, 'default')
  commitNumbers(writer, [1], recordBytes, () => {})
  mood.failsSync = true
  await timers.advance(90)
  mood.failsSync = false
  expect(writer.counts).toMatchObject({ written: 1, syncFailures: 1 })
  commitNumbers(writer, [2], recordBytes, () => {})
  await timers.advance(200)
  expect((await files.list('log/e')).toSorted()).toEqual(['000000000001.tail', '000000000002.tail'])
  expect(await readNumbers(files, timers)).toEqual([1, 2])
})

test('what is written while a sync is under way is synced within the bound too', async () => {
  const timers = manualTimers()
  const syncs: number[] = []
  const files = new SimulatedFiles({
    before: async (operation) => {
      if (operation !== 'sync') return
      syncs.push(timers.monotonicMs())
      await timers.wait(30)
    },
  })
  const writer = logOver(files, timers).open(numberedHeader, 'default')
  commitNumbers(writer, [1], recordBytes, () => {})
  await timers.advance(90)
  commitNumbers(writer, [2], recordBytes, () => {})
  await timers.advance(500)
  expect(syncs).toEqual([80, 170])
})

test('seals a segment that is full, and one that is old though nothing more comes', async () => {
  const timers = manualTimers()
  const files = new SimulatedFiles()
  const bounds = { segmentBytes: 400, segmentMs: 5000 }
  const writer = logOver(files, timers, bounds).open(numberedHeader, 'default')
  for (let number = 1; number <= 8; number++) {
    commitNumbers(writer, [number], recordBytes, () => {})
    await timers.advance(1)
  }
  const names = await files.list('log/e')
  expect(names.filter((name) => name.endsWith('.segment')).length).toBeGreaterThan(1)
  await timers.advance(6000)
  expect((await files.list('log/e')).every((name) => name.endsWith('.segment'))).toBe(true)
  expect(await readNumbers(files, timers)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('closing writes and seals what is there, or counts it as failed when the disk hangs', async () => {
  const timers = manualTimers()
  const { mood, files } = moodyDisk(timers)
  const log = logOver(files, timers)
  const first = log.open(numberedHeader, 'default')
  commitNumbers(first, [1, 2], recordBytes, () => {})
  void first.close(1000)
  await timers.advance(0)
  expect(await files.list('log/e')).toEqual(['000000000001.segment'])
  const second = log.open(numberedHeader, 'default')
  mood.takesMs = 60_000
  commitNumbers(second, [3], recordBytes, () => {})
  void second.close(1000)
  await timers.advance(2000)
  expect(commitNumbers(second, [4], recordBytes, () => {})).toBe('dropped')
  await timers.advance(200_000)
  expect(second.counts).toMatchObject({ written: 2, failed: 1, dropped: 1, pending: 0 })
})

function offeredBy({ sampledOut, written, dropped, failed, pending }: LogCounts): number {
  return sampledOut + written + dropped + failed + pending
}

test('accounts for every record at every moment, whatever the disk does', async () => {
  const steps = fc.array(
    fc.record({
      records: fc.integer({ min: 1, max: 40 }),
      pauseMs: fc.nat({ max: 60 }),
      mood: fc.constantFrom('well', 'fails', 'failsSync', 'slow', 'hangs'),
    }),
    { minLength: 1, maxLength: 25 },
  )
  const durabilities = fc.constantFrom('default' as const, 'before-response' as const)
  await fc.assert(
    fc.asyncProperty(steps, durabilities, async (history, durability) => {
      const timers = manualTimers()
      const { mood, files } = moodyDisk(timers)
      const bounds = { bufferBytes: 1 << 16, segmentBytes: 5000 }
      const writer = logOver(files, timers, bounds).open(numberedHeader, durability)
      let offered = 0
      let replies = 0
      let told = 0
      for (const { records, pauseMs, mood: next } of history) {
        mood.fails = next === 'fails'
        mood.failsSync = next === 'failsSync'
        mood.takesMs = next === 'slow' ? 15 : next === 'hangs' ? 5000 : 0
        const numbers = Array.from({ length: records }, (_, i) => offered + i + 1)
        offered += records
        const taken = commitNumbers(writer, numbers, 256, () => told++)
        if (taken === 'waits') replies++
        expect(offeredBy(writer.counts)).toBe(offered)
        await timers.advance(pauseMs)
        expect(offeredBy(writer.counts)).toBe(offered)
      }
      Object.assign(mood, { fails: false, failsSync: false, takesMs: 0 })
      await timers.advance(600_000)
      expect(offeredBy(writer.counts)).toBe(offered)
      expect(writer.counts.pending).toBe(0)
      expect(told).toBe(replies)
      const found = await readNumbers(files, timers)
      expect(found.length).toBe(new Set(found).size)
      // A sync that failed may leave records behind that were refused, but never takes one away.
      if (durability === 'default') expect(found.length).toBe(writer.counts.written)
      else expect(found.length).toBeGreaterThanOrEqual(writer.counts.written)
    }),
    { numRuns: 100 },
  )
})
