import { Buffer } from 'node:buffer'
import { silentLogger } from '../../../../platform/logger.ts'
import type { LogWriter } from '../../../../serving/log/store.ts'
import type { LogHeader, LogOutcome } from '../../../../serving/log/types.ts'
import type { LogFiles } from '../../segments/file-layer.ts'
import type { LogBounds } from '../log-bounds.ts'
import { createPredictionLog } from '../prediction-log-store.ts'
import type { Spool } from '../spool.ts'
import type { ManualTimers } from './manual-timers.ts'

/** Records that hold nothing but a number, as many times as their length has room for. */
export const numberedHeader: LogHeader = {
  endpoint: 'e',
  contractDigest: `sha256:${'0'.repeat(64)}`,
  columns: [],
  leftOut: [],
}

/** Hands over records of one reply; `undefined` when there was no room for them. */
export function commitNumbers(
  writer: LogWriter,
  numbers: readonly number[],
  bytes: number,
  done: (outcome: LogOutcome) => void,
): 'waits' | 'goes' | 'dropped' {
  const room = writer.reserve(numbers.length, bytes)
  if (room === undefined) return 'dropped'
  for (const number of numbers) {
    const at = writer.begin() >>> 3
    room.doubles.fill(number, at, at + bytes / 8)
    writer.end(bytes)
  }
  return writer.commit(done) ? 'waits' : 'goes'
}

export function logOver(
  files: LogFiles,
  timers: ManualTimers,
  bounds: Partial<LogBounds> = {},
  spool?: Spool,
) {
  const paths = { folder: 'log', keyFile: 'log.key' }
  return createPredictionLog({ ...paths, files, timers, bounds, spool, logger: silentLogger })
}

/** Every number that can be read, after the repair that a next process begins with. */
export async function recoverNumbers(
  files: LogFiles,
  timers: ManualTimers,
  spool?: Spool,
): Promise<number[]> {
  const log = logOver(files, timers, {}, spool)
  await log.repair()
  return await readNumbers(files, timers)
}

export async function readNumbers(files: LogFiles, timers: ManualTimers): Promise<number[]> {
  const found: number[] = []
  for await (const { payload } of logOver(files, timers).read('e')) {
    const bytes = Buffer.from(payload)
    const number = bytes.readDoubleLE(0)
    for (let at = 0; at < bytes.length; at += 8) {
      if (bytes.readDoubleLE(at) !== number) throw new Error(`record ${number} is not whole`)
    }
    found.push(number)
  }
  return found
}
