import type { StartEngine } from '../../../platform/graph-engine.ts'
import type { JudgeSetup } from '../judge/judge-job.ts'
import type { OpenRuns } from '../judge/judge-runs.ts'
import type { JudgeOptions } from '../judge/judge-unit.ts'
import { openJudgeWorld } from '../judge/judge-world.ts'
import { JudgeThreads } from './judge-threads.ts'
import type { Judges } from './judges.ts'
import { gatherKept, judgeAndKeep } from './with-kept.ts'

export interface JudgesOptions extends JudgeOptions {
  /** Where judged partitions are kept. */
  readonly folder: string
  readonly openRuns: OpenRuns
  /** Starts what answers a graph. */
  readonly startEngine: StartEngine
}

/** A thread takes a third of a second to be ready, in which it could have judged so many rows. */
const rowsWorthAThread = 200_000

/** Starts threads, or none where the rows are few. */
export function startThreads(rows: number, workers: number): JudgeThreads | undefined {
  if (rows <= rowsWorthAThread) return undefined
  return new JudgeThreads(Math.min(workers, Math.ceil(rows / rowsWorthAThread)))
}

/** Judges in threads, beside which this one looks for leaks, or here where there are none. */
export async function openJudges(
  threads: JudgeThreads | undefined,
  setup: JudgeSetup,
  options: JudgesOptions,
): Promise<Judges> {
  if (threads === undefined) return await openJudgeHere(setup, options)
  const judges = threads.open({ setup, folder: options.folder }, options)
  let isGathering = false
  return {
    ...judges,
    /** What threads have no time for yet is gathered here, one contender at a time. */
    async gather(order) {
      if (isGathering || !threads.areBusy) return await judges.gather(order)
      isGathering = true
      const here = await openJudgeHere(setup, options, threads.count + 1)
      try {
        return await here.gather(order)
      } finally {
        isGathering = false
        await here.close()
      }
    },
  }
}

/** @param sharers how many share the memory */
async function openJudgeHere(
  setup: JudgeSetup,
  options: JudgesOptions,
  sharers = 1,
): Promise<Judges> {
  const { folder } = options
  const world = await openJudgeWorld(setup, { ...options, threads: sharers })
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done
    return done
  }
  return {
    judge: (unit) => inTurn(() => judgeAndKeep(world, unit, folder, options)),
    gather: (order) => inTurn(() => gatherKept(world, order, folder)),
    async close() {
      await last.catch(() => {}) // whoever asked was told
      await world.close()
    },
  }
}
