import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createOutcomeReader } from '../../feedback/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { type Logger, silentLogger } from '../../platform/logger.ts'
import { openOutcomeLog } from '../filesystem/outcome-log/open-outcome-log.ts'
import { killAfterLines } from './kill-after-lines.ts'
import { tearTails } from './tear-tails.ts'

export interface OutcomeKillReport {
  readonly kills: number
  /** Outcomes of bodies that were acknowledged. */
  readonly acknowledged: number
  /** Outcomes that were found in the end. */
  readonly found: number
  /** Segments whose end was torn, by the kill or by the bytes put behind it. */
  readonly torn: number
}

/** One round: after how many bodies to kill, and how to tear the end afterwards. */
export interface OutcomeKill {
  readonly bodies: number
  /** Bytes of a record that are put behind what it left; a whole one has 72. */
  readonly tearBytes: number
}

const taker = fileURLToPath(import.meta.resolve('./outcomes-until-killed.ts'))

/**
 * Kills a process that takes outcomes with SIGKILL once for each entry, in one and the same folder, and
 * puts a part of a record behind what it left. After each, the next process must find every outcome that
 * was acknowledged, whole and once, and no more than was sent.
 *
 * @throws Error that names the round and what does not hold
 */
export async function outcomeKillRounds(kills: readonly OutcomeKill[]): Promise<OutcomeKillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-outcome-kill-'))
  const acknowledged = new Set<number>()
  let found = new Set<number>()
  let torn = 0
  try {
    for (const [round, { bodies, tearBytes }] of kills.entries()) {
      let first = 1
      for (const number of found) first = Math.max(first, number + 1)
      for (const number of await takeUntilKilled(folder, first, bodies)) acknowledged.add(number)
      tearTails(join(folder, 'outcomes'), tearBytes)
      const seen = await inspect(folder).catch((cause) => {
        throw new Error(`round ${round}`, { cause })
      })
      const lost = [...acknowledged, ...found].find((number) => !seen.numbers.has(number))
      if (lost !== undefined) throw new Error(`round ${round}: outcome ${lost} is lost`)
      found = seen.numbers
      torn += seen.torn
    }
    return { kills: kills.length, acknowledged: acknowledged.size, found: found.size, torn }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The numbers of the bodies that were acknowledged. */
async function takeUntilKilled(folder: string, first: number, bodies: number): Promise<number[]> {
  const lines = await killAfterLines(taker, [folder, String(first)], bodies)
  return lines.flatMap((line) => {
    const [from = 0, to = 0] = line.split(' ').map(Number)
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })
}

/** Opens the log as a next process would. */
async function inspect(folder: string) {
  let torn = 0
  const logger: Logger = { ...silentLogger, warn: () => torn++ }
  const store = openOutcomeLog(folder, systemClock, logger)
  await store.repair()
  const reader = createOutcomeReader(store)
  const numbers = new Set<number>()
  for await (const { records } of reader.read()) {
    for (const { outcomeId, predictionId, value = Number.NaN } of records) {
      if (outcomeId !== `o${value}` || predictionId !== `p.${value}`) {
        throw new Error(`outcome ${outcomeId} is not whole`)
      }
      if (numbers.has(value)) throw new Error(`outcome ${value} is there twice`)
      numbers.add(value)
    }
  }
  const told = (await reader.segments()).reduce((sum, { records = 0 }) => sum + records, 0)
  if (told !== numbers.size) throw new Error(`${told} outcomes in footers, ${numbers.size} found`)
  return { numbers, torn }
}
