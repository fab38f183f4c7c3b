import { Worker } from 'node:worker_threads'
import type { JudgeSetup, JudgeUnit } from '../judge/judge-job.ts'
import type { OpenRuns } from '../judge/judge-runs.ts'
import type { JudgeOptions } from '../judge/judge-unit.ts'
import { openJudgeWorld } from '../judge/judge-world.ts'
import { judgeAndKeep } from './judge-and-keep.ts'
import { type ThreadReply, type ThreadSetup, toThrown } from './messages.ts'

export interface JudgeAllOptions extends JudgeOptions {
  readonly workers: number
  /** Where judged partitions are kept. */
  readonly folder: string
  readonly openRuns: OpenRuns
}

/** A thread takes a third of a second to be ready, in which it could have judged so many rows. */
const rowsWorthAThread = 200_000

/**
 * Judges all units and keeps their partitions: in threads, which take one unit after the other while this
 * one looks for leaks, or here where the rows are few.
 *
 * @throws what the first thread that fails has thrown; the reason of the signal
 */
export async function judgeAll(
  setup: JudgeSetup,
  units: readonly JudgeUnit[],
  options: JudgeAllOptions,
): Promise<void> {
  const rows = units.reduce((sum, { tasks }) => sum + rowsOf(tasks), 0)
  if (rows > rowsWorthAThread) {
    const most = Math.min(options.workers, units.length)
    await judgeInThreads(setup, units, Math.min(most, Math.ceil(rows / rowsWorthAThread)), options)
  } else if (units.length > 0) await judgeHere(setup, units, options)
}

function rowsOf(tasks: JudgeUnit['tasks']): number {
  return tasks.reduce((sum, { rows }) => sum + rows, 0)
}

async function judgeHere(
  setup: JudgeSetup,
  units: readonly JudgeUnit[],
  options: JudgeAllOptions,
): Promise<void> {
  const world = await openJudgeWorld(setup, { ...options, threads: 1 })
  try {
    for (const unit of units) await judgeAndKeep(world, unit, options.folder, options)
  } finally {
    await world.close()
  }
}

async function judgeInThreads(
  setup: JudgeSetup,
  units: readonly JudgeUnit[],
  count: number,
  { folder, signal, onRows }: JudgeAllOptions,
): Promise<void> {
  signal?.throwIfAborted()
  const left = [...units]
  const threads = Array.from({ length: count }, () =>
    startThread({ setup, folder, threads: count }),
  )
  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const working = threads.map((thread) => work(thread, left, onRows))
    await Promise.race([stopped.promise, Promise.all(working)])
  } finally {
    signal?.removeEventListener('abort', stop)
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

/** Sends a thread one unit after the other until none is left. */
function work(
  thread: Worker,
  left: JudgeUnit[],
  onRows: ((more: number) => void) | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      const unit = left.shift()
      if (unit === undefined) resolve()
      else thread.postMessage(unit)
    }
    thread.on('message', (reply: ThreadReply) => {
      if (reply.kind === 'rows') onRows?.(reply.more)
      else if (reply.kind === 'done') next()
      else reject(toThrown(reply))
    })
    thread.on('error', reject)
    thread.on('exit', (code) => reject(new Error(`A back-test thread ended with code ${code}.`)))
    next()
  })
}

function startThread(setup: ThreadSetup): Worker {
  return new Worker(workerFile(), { execArgv: workerFlags(), workerData: setup })
}

const isFromSource = import.meta.url.endsWith('.ts')

/** In its room in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): URL {
  if (isFromSource) return new URL('../../../app/backtest-worker.ts', import.meta.url)
  return new URL(import.meta.resolve('@ratchet-ml/server/backtest-worker'))
}

function workerFlags(): string[] {
  return isFromSource
    ? ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
    : []
}
