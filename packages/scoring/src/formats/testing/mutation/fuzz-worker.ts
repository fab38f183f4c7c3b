import { parentPort, workerData } from 'node:worker_threads'
import { readBases } from './bases.ts'
import { judge } from './judge.ts'
import { mutantsOf } from './mutants.ts'
import { addTallies, emptyTally, type Tally, tallyOf } from './tally.ts'

/** What a worker is told. */
export interface Assignment {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** Two doubles, written before each mutant: its number, and the time by `performance.timeOrigin`. */
  readonly clock: SharedArrayBuffer
}

/** What a worker says: how far it got, with the counts since it last said so; or a fault. */
export type Message =
  | { readonly kind: 'progress'; readonly next: number; readonly tally: Tally }
  | { readonly kind: 'fault'; readonly index: number; readonly text: string }

const reportEvery = 500

/** Judges a range of mutants one after the other. */
async function main({ seed, from, to, clock }: Assignment): Promise<void> {
  const mutantOf = mutantsOf(seed, await readBases())
  const now = new Float64Array(clock)
  let tally = emptyTally
  for (let index = from; index < to; index++) {
    // The time runs for the reader alone, not for who makes the file.
    now.set([index, 0])
    const mutant = mutantOf(index)
    now.set([index, Date.now()])
    try {
      tally = addTallies(tally, tallyOf(mutant, await judge(mutant.bytes, index)))
    } catch (error) {
      const { base, kind, how } = mutant
      say({ kind: 'fault', index, text: `${base.name}, ${kind}, ${how}: ${stackOf(error)}` })
    }
    if ((index + 1 - from) % reportEvery === 0 || index + 1 === to) {
      say({ kind: 'progress', next: index + 1, tally })
      tally = emptyTally
    }
  }
  now.set([to, 0])
}

function say(message: Message): void {
  parentPort?.postMessage(message)
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

await main(workerData as Assignment)
