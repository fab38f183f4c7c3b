import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { silentLogger } from '../../platform/logger.ts'
import { openNodeSpool } from '../filesystem/prediction-log/node-spool.ts'
import { systemTimers } from '../filesystem/prediction-log/open-prediction-log.ts'
import { createPredictionLog } from '../filesystem/prediction-log/prediction-log-store.ts'
import { createNodeFiles } from '../filesystem/segments/node-files.ts'
import { killAfterLines } from './kill-after-lines.ts'
import { tearTails } from './tear-tails.ts'

export interface LogKillReport {
  readonly kills: number
  /** Numbers whose replies were let go. */
  readonly acknowledged: number
  /** Numbers that were found in the end. */
  readonly found: number
  /** Segments whose end was torn, by the kill or by the bytes put behind it. */
  readonly torn: number
}

/** One round: after how many acknowledgements to kill, and how to tear the end afterwards. */
export interface LogKill {
  readonly acknowledgements: number
  readonly durability: 'default' | 'before-response'
  /** Bytes of a record that are put behind what it left; a whole one has 72. */
  readonly tearBytes: number
}

const recorder = fileURLToPath(import.meta.resolve('./log-until-killed.ts'))

/**
 * Kills a recording process with SIGKILL once for each entry, in one and the same folder, and puts a
 * part of a record behind what it left. After each, the next process must find every number that was
 * acknowledged, all in order, none twice.
 *
 * @throws Error that names the round and what does not hold
 */
export async function logKillRounds(kills: readonly LogKill[]): Promise<LogKillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-log-kill-'))
  let acknowledged = 0
  let report: Found = { numbers: 0, highest: 0, torn: 0 }
  let torn = 0
  try {
    for (const [round, kill] of kills.entries()) {
      const highest = await recordUntilKilled(folder, report.highest + 1, kill)
      acknowledged += highest - report.highest
      tearTails(join(folder, 'log', 'e'), kill.tearBytes)
      report = await inspect(folder, report, highest).catch((cause) => {
        throw new Error(`round ${round}, acknowledged up to ${highest}`, { cause })
      })
      torn += report.torn
    }
    return { kills: kills.length, acknowledged, found: report.numbers, torn }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The highest number that was acknowledged. */
async function recordUntilKilled(folder: string, first: number, kill: LogKill): Promise<number> {
  const { acknowledgements, durability } = kill
  const args = [folder, String(first), durability]
  return Number((await killAfterLines(recorder, args, acknowledgements)).at(-1))
}

interface Found {
  readonly numbers: number
  readonly highest: number
  readonly torn: number
}

/** Opens the log as a next process would. Numbers go on from the highest found before. */
async function inspect(folder: string, before: Found, acknowledged: number): Promise<Found> {
  let torn = 0
  const logger: Logger = { ...silentLogger, warn: () => torn++ }
  const store = createPredictionLog({
    ...{ folder: `${folder}/log`, keyFile: `${folder}/log.key`, logger },
    ...{ files: createNodeFiles(), timers: systemTimers(systemClock) },
    spool: openNodeSpool('/dev/shm', folder),
  })
  await store.repair()
  let numbers = 0
  let highest = 0
  for await (const { payload } of store.read('e')) {
    const view = new Float64Array(Uint8Array.from(payload).buffer)
    const number = view[0] ?? Number.NaN
    if (number !== highest + 1) throw new Error(`found ${number} behind ${highest}`)
    if (!view.every((one) => one === number)) throw new Error(`record ${number} is not whole`)
    highest = number
    numbers++
  }
  if (highest < acknowledged) throw new Error(`found up to ${highest} only`)
  if (numbers < before.numbers) throw new Error(`found ${numbers}, before ${before.numbers}`)
  return { numbers, highest, torn }
}
