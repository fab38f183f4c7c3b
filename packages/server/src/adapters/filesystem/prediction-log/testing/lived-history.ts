import { SimulatedFiles, type SimulatedOptions } from '../../segments/testing/simulated-files.ts'
import { manualTimers } from './manual-timers.ts'
import { commitNumbers, logOver, numberedHeader } from './numbered-records.ts'
import { SimulatedSpool } from './simulated-spool.ts'

/** `spooled`: the default with a spool. */
export type Durability = 'default' | 'spooled' | 'before-response'

/** Replies, each with some records and followed by some milliseconds. */
export type History = readonly { readonly records: number; readonly pauseMs: number }[]

export const shortHistory: History = [
  { records: 1, pauseMs: 0 },
  { records: 3, pauseMs: 30 },
  { records: 1, pauseMs: 90 },
  { records: 2, pauseMs: 0 },
  { records: 2, pauseMs: 150 },
  { records: 4, pauseMs: 10 },
]

export interface Lived {
  readonly files: SimulatedFiles
  readonly spool: SimulatedSpool | undefined
  /** When the reply of each acknowledged record was let go, in milliseconds. */
  readonly acknowledged: ReadonlyMap<number, number>
  readonly endedMs: number
  readonly offered: number
}

export const recordBytes = 64
/** So few that the history fills several segments. */
export const bounds = { segmentBytes: 600 }

/** Lets a process record a history until its files end, or to the end of it. */
export async function live(
  history: History,
  durability: Durability,
  options: SimulatedOptions,
): Promise<Lived> {
  const timers = manualTimers()
  const files = new SimulatedFiles(options)
  const spool =
    durability === 'spooled' ? new SimulatedSpool({ hasEnded: () => files.hasEnded }) : undefined
  const log = logOver(files, timers, bounds, spool)
  const writer = log.open(
    numberedHeader,
    spool === undefined ? (durability as 'default') : 'default',
  )
  const acknowledged = new Map<number, number>()
  let offered = 0
  for (const { records, pauseMs } of history) {
    if (files.hasEnded) break
    const numbers = Array.from({ length: records }, (_, i) => offered + i + 1)
    offered += records
    commitNumbers(writer, numbers, recordBytes, (outcome) => {
      if (files.hasEnded || outcome === 'refused') return
      for (const number of numbers) acknowledged.set(number, timers.monotonicMs())
    })
    for (let ms = 0; ms < pauseMs && !files.hasEnded; ms += 5) await timers.advance(5)
    await timers.settle()
  }
  if (!files.hasEnded) {
    void writer.close(10)
    for (let ms = 0; ms < 20 && !files.hasEnded; ms++) await timers.advance(1)
  }
  return { files, spool, acknowledged, endedMs: timers.monotonicMs(), offered }
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function chooser(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
