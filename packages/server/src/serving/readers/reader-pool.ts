import { setTexts } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import { epochMs } from '../engines/types.ts'
import type { Call } from '../predict/call.ts'
import type { OffThread, ReadRows } from '../predict/off-thread.ts'
import type { Turns } from '../predict/turns.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { ReadingPlan, ReadReply } from './messages.ts'
import { ReaderThread } from './reader-thread.ts'
import { planOfReading } from './reading-plan.ts'

export interface ReaderPoolOptions {
  /** Runs something after a while, and tells how to call it off. */
  readonly later: (ms: number, run: () => void) => () => void
  readonly threads: number
  /** Requests, and bytes of their bodies, that may wait for a thread. */
  readonly mostWaiting?: number
  readonly mostWaitingBytes?: number
}

interface Job {
  readonly call: Call
  readonly plan: ReadingPlan
  readonly keeps: boolean
  readonly turns: Turns
  /** What may go over to the thread instead of being copied. */
  readonly memory: readonly ArrayBuffer[]
  readonly done: PromiseWithResolvers<ReadReply>
}

/** A thread that is still reading so long after the deadline hangs. */
const graceMs = 5000

/**
 * A few threads that read bodies and answer many rows, so that the serving thread goes on serving. Who
 * would wait past its deadline is not begun; too many at once are refused.
 */
export class ReaderPool implements OffThread {
  readonly #options: ReaderPoolOptions
  readonly #idle: ReaderThread[] = []
  readonly #all = new Set<ReaderThread>()
  #waiting: Job[] = []
  #waitingBytes = 0
  #isClosed = false

  constructor(options: ReaderPoolOptions) {
    this.#options = options
  }

  async read(live: LiveEndpoint, call: Call, keeps: boolean, turns: Turns): Promise<ReadRows> {
    const { handle, reader } = live
    // The version is not let go while its rows are answered.
    handle.acquire()
    try {
      const plan = planOfReading(live)
      const memory = live.fallback === undefined ? memoryOf(call.body) : []
      const done = Promise.withResolvers<ReadReply>()
      const reply = await this.#ask({ call, plan, keeps, turns, memory, done })
      turns.check()
      if (reply.kind === 'failed') throw new Error(reply.message)
      if (reply.kind === 'refused') throw problemOf(reply)
      reader.tolerate(reply.counts, reply.missingByFeature)
      const { rows, count, about, columns, inputs } = reply
      setTexts(rows, reply.texts)
      return { rows, count, about, columns, inputs }
    } finally {
      handle.release()
    }
  }

  close(): void {
    this.#isClosed = true
    for (const { done } of this.#waiting) done.reject(stopping())
    this.#waiting = []
    for (const thread of this.#all) thread.stop(stopping())
    this.#all.clear()
  }

  #ask(job: Job): Promise<ReadReply> {
    if (this.#isClosed) return Promise.reject(stopping())
    const thread = this.#takeThread()
    if (thread === undefined) this.#wait(job)
    else void this.#run(thread, job)
    return job.done.promise
  }

  #takeThread(): ReaderThread | undefined {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#all.size >= this.#options.threads) return undefined
    const thread = new ReaderThread()
    this.#all.add(thread)
    return thread
  }

  #wait(job: Job): void {
    const { mostWaiting = 32, mostWaitingBytes = 256 << 20 } = this.#options
    this.#drop()
    const bytes = this.#waitingBytes + job.call.body.length
    if (this.#waiting.length >= mostWaiting || bytes > mostWaitingBytes) {
      job.done.reject(full(this.#waiting.length))
      return
    }
    this.#waiting.push(job)
    this.#waitingBytes = bytes
  }

  /** Forgets those whose callers went away or whose time is over. */
  #drop(): void {
    const left: Job[] = []
    for (const job of this.#waiting) {
      const over = reasonToEnd(job.turns)
      if (over === undefined) left.push(job)
      else {
        this.#waitingBytes -= job.call.body.length
        job.done.reject(over)
      }
    }
    this.#waiting = left
  }

  async #run(thread: ReaderThread, job: Job): Promise<void> {
    const { turns, memory, done } = job
    const leftMs = Math.max(0, turns.deadline - epochMs())
    const cancelLate = this.#options.later(leftMs, () => done.reject(turns.tooLate()))
    const cancelHung = this.#options.later(leftMs + graceMs, () =>
      thread.stop(new Error('The reader thread hung and was ended.')),
    )
    try {
      done.resolve(await thread.read(job, memory))
    } catch (thrown) {
      done.reject(isOutOfMemory(thrown) ? tooMuch(job.call) : thrown)
    } finally {
      cancelLate()
      cancelHung()
      this.#next(thread)
    }
  }

  #next(thread: ReaderThread): void {
    if (this.#isClosed) return
    this.#drop()
    if (thread.isAlive) this.#idle.push(thread)
    else this.#all.delete(thread)
    const job = this.#waiting.shift()
    if (job === undefined) return
    this.#waitingBytes -= job.call.body.length
    const next = this.#takeThread()
    if (next !== undefined) void this.#run(next, job)
  }
}

function reasonToEnd(turns: Turns): unknown {
  try {
    turns.check()
    return undefined
  } catch (thrown) {
    return thrown
  }
}

/** Memory that holds nothing but the body. */
function memoryOf({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

function problemOf({ code, detail, hint, errors }: Extract<ReadReply, { kind: 'refused' }>) {
  return new Problem(code, detail, { errors, ...(hint === undefined ? {} : { hint }) })
}

function isOutOfMemory(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooMuch({ body }: Call): Problem {
  return new Problem(
    'body-too-large',
    `The body of ${body.length} bytes holds too many values to be read at once.`,
    { hint: 'Send the rows in several requests.' },
  )
}

function full(waiting: number): Problem {
  return new Problem('overloaded', `${waiting} big bodies wait to be read, as many as may.`, {
    hint: 'Send the rows in several requests, or try again.',
    retryAfterSeconds: 1,
  })
}

function stopping(): Problem {
  return new Problem('draining', 'The server is stopping and reads no more bodies.')
}
