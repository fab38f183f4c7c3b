import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  numbersOf,
  type OpenedOutcomes,
  outcomeStoreContract,
  packNumbers,
} from '../../../feedback/outcomes/store.contract.ts'
import { systemClock } from '../../../platform/clock.ts'
import { silentLogger } from '../../../platform/logger.ts'
import { manualTimers } from '../prediction-log/testing/manual-timers.ts'
import { SimulatedFiles, type SimulatedOptions } from '../segments/testing/simulated-files.ts'
import { openOutcomeLog } from './open-outcome-log.ts'
import { OutcomeLog, type OutcomeLogBounds } from './outcome-log-store.ts'
import { openQuarantine } from './quarantine-files.ts'

const open = async (): Promise<OpenedOutcomes & { readonly folder: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-outcomes-'))
  const openOne = () => openOutcomeLog(folder, systemClock, silentLogger)
  return {
    ...{ folder, store: openOne(), reopen: async () => openOne() },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

describe('outcome store, in files', () => {
  outcomeStoreContract(open)
})

test('a torn end is cut, whole outcomes are kept, and the segment is sealed', async () => {
  const { folder, store, reopen, close } = await open()
  await store.begin().append(packNumbers([1, 2, 3]))
  const tail = join(folder, 'outcomes', '000000000001.tail')
  appendFileSync(tail, readFileSync(tail).subarray(-40))
  expect(await numbersOf(store.read())).toEqual([1, 2, 3])
  const later = await reopen()
  await later.repair()
  expect(readdirSync(join(folder, 'outcomes'))).toEqual(['000000000001.segment'])
  expect(await numbersOf(later.read())).toEqual([1, 2, 3])
  await close()
})

function simulated(options: SimulatedOptions, bounds: Partial<OutcomeLogBounds> = {}) {
  const files = new SimulatedFiles(options)
  const timers = manualTimers()
  const log = new OutcomeLog({ folder: 'o', files, timers, logger: silentLogger, bounds })
  return { files, timers, log }
}

test('a segment is sealed when it is full, and when it is old though nothing comes', async () => {
  const { timers, log } = simulated({}, { segmentBytes: 1000, segmentMs: 5000 })
  for (let i = 1; i <= 20; i++) await log.begin().append(packNumbers([i]))
  const full = await log.segments()
  expect(full.length).toBeGreaterThan(1)
  expect(full.map(({ state }) => state)).toEqual([...full.slice(1).map(() => 'sealed'), 'open'])
  await timers.advance(6000)
  expect((await log.segments()).at(-1)).toMatchObject({ state: 'sealed', to: 20 })
  expect(await numbersOf(log.read())).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
})

test('bodies that end together share one sync', async () => {
  const syncs: string[] = []
  const { log } = simulated({ before: (operation) => void syncs.push(operation) })
  const bodies = Array.from({ length: 10 }, () => log.begin())
  await Promise.all(
    bodies.map(async (body, i) => {
      await body.append(packNumbers([i + 1]))
      await body.commit()
    }),
  )
  const after = syncs.filter((operation) => operation === 'sync').length
  expect(after).toBeLessThan(4)
})

test('a full disk refuses the body, and takes outcomes again when there is room', async () => {
  let isFull = false
  const { log } = simulated({
    before: (operation) => {
      if (isFull && operation === 'write') {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      }
    },
  })
  const body = log.begin()
  await body.append(packNumbers([1]))
  isFull = true
  await expect(body.append(packNumbers([2]))).rejects.toMatchObject({ code: 'disk-full' })
  isFull = false
  const next = log.begin()
  await next.append(packNumbers([3]))
  await next.commit()
  expect(await numbersOf(log.read())).toEqual([1, 3])
})

test('a sync that fails fails every body that was written since the last one', async () => {
  let fails = false
  const { log } = simulated({
    before: (operation) => {
      if (fails && operation === 'sync') throw Object.assign(new Error('EIO'), { code: 'EIO' })
    },
  })
  const safe = log.begin()
  await safe.append(packNumbers([1]))
  await safe.commit()
  const [one, two] = [log.begin(), log.begin()]
  await one.append(packNumbers([2]))
  await two.append(packNumbers([3]))
  fails = true
  await expect(one.commit()).rejects.toMatchObject({ code: 'outcomes-unwritable' })
  fails = false
  // Its outcome was taken back with that of the other: a sync that works now says nothing of it.
  await expect(two.commit()).rejects.toMatchObject({ code: 'outcomes-unwritable' })
  const again = log.begin()
  await again.append(packNumbers([2, 3]))
  await again.commit()
  expect(await numbersOf(log.read())).toEqual([1, 2, 3])
})

test('what was committed survives a power cut at any moment, and nothing is read by half', async () => {
  const acknowledged: number[] = []
  for (let endsAt = 0; endsAt < 40; endsAt++) {
    const { files, log } = simulated({ endsAt, tornShare: 0.6 }, { segmentBytes: 600 })
    const durable = new Set<number>()
    const work = (async () => {
      for (let i = 0; i < 6; i++) {
        const body = log.begin()
        await body.append(packNumbers([2 * i + 1, 2 * i + 2]))
        await body.commit()
        durable.add(2 * i + 1).add(2 * i + 2)
      }
      await log.close()
    })()
    await Promise.race([
      work,
      manualTimers()
        .settle()
        .then(() => manualTimers().settle()),
    ])
    acknowledged.push(durable.size)
    for (let seed = 1; seed <= 5; seed++) {
      let state = seed * 7919 + endsAt
      const choose = () => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
        return state / 0x80000000
      }
      const next = simulated({ image: files.afterPowerCut(choose) })
      await next.log.repair()
      const found = await numbersOf(next.log.read())
      expect(found).toEqual(found.toSorted((a, b) => a - b))
      expect([...durable].filter((number) => !found.includes(number))).toEqual([])
    }
  }
  // From none of the bodies to all of them.
  expect([acknowledged[0], acknowledged.at(-1)]).toEqual([0, 12])
})

test('rows that were not taken are told in a file of their run, without their values', async () => {
  const { folder, close } = await open()
  const quarantine = openQuarantine(folder)
  const row = { place: { line: 7 }, code: 'outcome-invalid', pointer: '/value', detail: 'none' }
  const path = await quarantine.add('r1', 'may.csv', [row])
  expect(await quarantine.add('r1', 'may.csv', [{ ...row, place: { line: 9 } }])).toBe(path)
  const lines = readFileSync(join(folder, path), 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { source: 'may.csv', ...row },
    { source: 'may.csv', ...row, place: { line: 9 } },
  ])
  await close()
})
