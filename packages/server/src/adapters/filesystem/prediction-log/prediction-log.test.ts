import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../platform/clock.ts'
import { silentLogger } from '../../../platform/logger.ts'
import { type OpenedLog, predictionLogContract } from '../../../serving/log/store.contract.ts'
import type { LogWriter } from '../../../serving/log/store.ts'
import { openPredictionLog } from './open-prediction-log.ts'
import { commitNumbers, numberedHeader } from './testing/numbered-records.ts'

interface FolderLog extends OpenedLog {
  readonly folder: string
}

const open = async (spool = 'off'): Promise<FolderLog> => {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-log-'))
  // No disk is so slow that these tests would find replies that did not wait.
  const bounds = { waitMs: 30_000, refuseMs: 30_000 }
  const openOne = () => openPredictionLog(folder, systemClock, silentLogger, { bounds, spool })
  return {
    folder,
    log: openOne(),
    reopen: async () => openOne(),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

describe('with replies that wait for the file system', () => predictionLogContract(open))

const memory = '/dev/shm'
describe.runIf(existsSync(memory))('with a spool in memory', () => {
  const before = existsSync(memory) ? readdirSync(memory) : []
  afterAll(() => {
    const made = readdirSync(memory).filter((name) => !before.includes(name))
    for (const name of made) rmSync(join(memory, name), { recursive: true })
  })
  predictionLogContract(() => open(memory))
})

function written(writer: LogWriter, numbers: readonly number[]): Promise<void> {
  return new Promise((resolve) => {
    if (commitNumbers(writer, numbers, 64, () => resolve()) !== 'waits') resolve()
  })
}

test('a torn tail is cut, its whole records kept, and the segment sealed', async () => {
  const { folder, log, reopen, close } = await open()
  await written(log.open(numberedHeader, 'default'), [1, 2, 3])
  const tail = join(folder, 'log', 'e', '000000000001.tail')
  appendFileSync(tail, readFileSync(tail).subarray(-40))
  const later = await reopen()
  await later.repair()
  expect(readdirSync(join(folder, 'log', 'e'))).toEqual(['000000000001.segment'])
  let count = 0
  for await (const { payload } of later.read('e')) {
    expect(Buffer.from(payload).readDoubleLE(0)).toBe(++count)
  }
  expect(count).toBe(3)
  await close()
})

test('a sealed segment that was changed is told, with the byte', async () => {
  const { folder, log, close } = await open()
  const writer = log.open(numberedHeader, 'default')
  await written(writer, [1, 2, 3])
  await writer.close(5000)
  const path = join(folder, 'log', 'e', '000000000001.segment')
  const bytes = readFileSync(path)
  bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1
  writeFileSync(path, bytes)
  const read = async () => {
    for await (const record of log.read('e')) expect(record.payload.length).toBe(64)
  }
  await expect(read()).rejects.toMatchObject({
    code: 'data-folder-corrupt',
    message: expect.stringMatching(/is damaged at byte \d+/),
  })
  await close()
})

test('a file without even a header is set aside', async () => {
  const { folder, log, reopen, close } = await open()
  await written(log.open(numberedHeader, 'default'), [1])
  writeFileSync(join(folder, 'log', 'e', '000000000002.tail'), 'RTCLOG01\0\0\0\0')
  const later = await reopen()
  await later.repair()
  await written(later.open(numberedHeader, 'default'), [2])
  expect(readdirSync(join(folder, 'log', 'e'))).toEqual([
    ...['000000000001.segment', '000000000002.damaged', '000000000003.tail'],
  ])
  await close()
})
