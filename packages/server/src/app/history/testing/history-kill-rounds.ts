import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { QueryResult } from '../../../feedback/history/types.ts'
import { anOutcome } from '../../../feedback/outcomes/testing/histories.ts'
import { openWorkshop } from '../open-workshop.ts'
import { RecordedFolder } from './recorded-folder.ts'

export interface HistoryKill {
  /** Records of the round, and of how many segments. */
  readonly records: number
  readonly segments: number
  /** From when the keeper begins. */
  readonly afterMs: number
}

export interface HistoryKillReport {
  readonly kills: number
  readonly predictions: number
  /** Rounds after which something was left to be ended or done again. */
  readonly unfinished: number
}

const keeper = fileURLToPath(import.meta.resolve('./keep-until-killed.ts'))
const noon = Date.parse('2026-11-20T12:00:00Z') * 1000
const day = 86_400_000_000

/**
 * Kills a process that makes tables of a log with SIGKILL once for each entry, in one and the same
 * folder. After each, every record must be there once, by our views and among the segments and files.
 *
 * @throws Error that names the round and what does not hold
 */
export async function historyKillRounds(kills: readonly HistoryKill[]): Promise<HistoryKillReport> {
  await using folder = new RecordedFolder()
  let recorded = 0
  let unfinished = 0
  for (const [round, { records, segments, afterMs }] of kills.entries()) {
    for (let i = 0; i < segments; i++) {
      const told = Array.from({ length: records }, (_, k) => predictionOf(recorded + k))
      const outcomes = told.map(({ predictionId }) => anOutcome({ predictionId, value: round }))
      await folder.predict('flights', told)
      await folder.happen(outcomes)
      recorded += records
    }
    await keepUntilKilled(folder.path, afterMs)
    if (globSync(join(folder.path, 'history', 'staging', '*')).length > 0) unfinished++
    await check(folder.path, recorded, round)
  }
  return { kills: kills.length, predictions: recorded, unfinished }
}

function predictionOf(number: number) {
  const time = noon + (number % 3) * day + number
  return { predictionId: `r${number}.0`, eventTime: time, recordedTime: time, distance: number }
}

async function keepUntilKilled(folder: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=ratchet-source', keeper, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  child.stdout.on('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs))
  const signal = await new Promise((resolve) => {
    child.on('close', (_, by) => resolve(by))
  })
  if (signal !== 'SIGKILL') throw new Error(`the keeper ended by itself: ${said}`)
}

async function check(folder: string, recorded: number, round: number): Promise<void> {
  const workshop = openWorkshop(folder)
  const sql = `SELECT count(*), count(DISTINCT prediction_id), sum(feature_distance),
      (SELECT count(*) FROM outcome_history), (SELECT count(outcome_value) FROM joined)
    FROM predictions`
  const request = { kind: 'query', sql, rows: 1 } as const
  try {
    const { rows } = (await workshop.answer(request, 60_000)) as QueryResult
    const sum = (recorded * (recorded - 1)) / 2
    const expected = [recorded, recorded, sum, recorded, recorded]
    if (JSON.stringify(rows[0]) === JSON.stringify(expected)) return
    throw new Error(`round ${round}: found ${rows[0]}, expected ${expected}`)
  } finally {
    workshop.close()
  }
}
