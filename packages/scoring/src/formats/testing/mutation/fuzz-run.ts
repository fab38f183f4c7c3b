import { Worker } from 'node:worker_threads'
import type { Assignment, Message } from './fuzz-worker.ts'
import { addTallies, emptyTally, type Tally } from './tally.ts'

/** How long one mutant may take, and how much memory the whole process may ever hold. */
export const bounds = { hangMs: 2000, heapMegabytes: 256, residentMegabytes: 768 } as const

export interface Fault {
  /** It took too long; otherwise an error. */
  readonly isSlow?: boolean
  readonly index: number
  readonly text: string
}

/** What a run has found so far; `next` is the number of the mutant to go on with. */
export interface Progress {
  readonly next: number
  readonly tally: Tally
  readonly faults: readonly Fault[]
  readonly peakMegabytes: number
}

export interface RunOptions {
  readonly seed: number
  readonly from: number
  readonly to: number
  readonly before?: Progress
  readonly report: (progress: Progress) => void
}

/**
 * Judges the mutants of a seed from one number to another in a worker with hard limits. A mutant that
 * takes over two seconds, or the worker's heap, is a fault: the worker is ended and another goes on
 * behind it.
 */
export async function runMutations({
  seed,
  from,
  to,
  before,
  report,
}: RunOptions): Promise<Progress> {
  let progress = before ?? { next: from, tally: emptyTally, faults: [], peakMegabytes: 0 }
  const update = (change: Partial<Progress>) => {
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
    progress = { ...progress, peakMegabytes, ...change }
    report(progress)
  }
  while (progress.next < to) {
    const clock = new SharedArrayBuffer(16)
    const fault = await runWorker({ seed, from: progress.next, to, clock }, (message) => {
      if (message.kind === 'fault') update({ faults: [...progress.faults, message] })
      else update({ next: message.next, tally: addTallies(progress.tally, message.tally) })
    })
    // The counts since the last report are lost with the worker, not the faults. A machine that does
    // other work can make any mutant slow: only one that is slow twice is a fault.
    if (fault === undefined) continue
    const isFault = fault.isSlow !== true || (await runAgain(seed, fault.index)) !== undefined
    const faults = isFault ? [...progress.faults, fault] : progress.faults
    update({ next: fault.index + 1, faults })
  }
  return progress
}

/** One mutant in a worker of its own. */
function runAgain(seed: number, index: number): Promise<Fault | undefined> {
  const clock = new SharedArrayBuffer(16)
  return runWorker({ seed, from: index, to: index + 1, clock }, () => {})
}

/** @returns the fault that ended the worker, if one did */
function runWorker(
  assignment: Assignment,
  hear: (message: Message) => void,
): Promise<Fault | undefined> {
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: assignment,
    resourceLimits: { maxOldGenerationSizeMb: bounds.heapMegabytes },
  })
  const clock = new Float64Array(assignment.clock)
  return new Promise((resolve, reject) => {
    let ending: Fault | undefined
    const endWith = (text: string, isSlow = false) => {
      ending ??= { index: clock[0] as number, text, isSlow }
      void worker.terminate()
    }
    const watch = setInterval(() => {
      const started = clock[1] as number
      const took = started === 0 ? 0 : Date.now() - started
      if (took > bounds.hangMs) endWith(`took over ${bounds.hangMs} ms`, true)
    }, 100)
    worker.on('message', hear)
    worker.on('error', (error) => {
      // Before the first mutant it is the fuzzer that is broken.
      if (clock[0] === 0 && clock[1] === 0) reject(error)
      endWith(String(error))
    })
    worker.on('exit', () => {
      clearInterval(watch)
      resolve(ending)
    })
  })
}
