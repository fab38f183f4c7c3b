import { type ChildProcess, fork } from 'node:child_process'
import { Problem } from '../../platform/problem.ts'
import type { HistoryCall, HistoryReplies, HistoryReply, HistoryRequest } from './types.ts'

export interface WorkerOptions {
  /** The worker's file, and the flags of Node.js that it needs. */
  readonly file: string
  readonly execArgv: readonly string[]
  readonly dataFolder: string
  /** Runs something after a while, and tells how to call it off. */
  readonly later: (ms: number, run: () => void) => () => void
  /** Requests that may wait for each other. */
  readonly mostWaiting?: number
}

/** Whoever asks the worker process. */
export interface HistoryWorker {
  /**
   * @param deadlineMs from when the worker begins with it; waiting for others has as long again
   * @throws Problem of the request, `deadline-exceeded`, `overloaded`, or `history-unavailable` when the
   * process ended meanwhile
   */
  ask<R extends HistoryRequest>(request: R, deadlineMs: number): Promise<HistoryReplies[R['kind']]>
  close(): Promise<void>
}

interface Waiting {
  readonly done: PromiseWithResolvers<HistoryReply>
  readonly cancel: () => void
}

/** A worker that has not answered so long after its deadline hangs. */
const graceMs = 5000
/** JavaScript of the worker; the database has its own bound. */
const heapMb = 256

/**
 * The process beside the server. It is started with the first request and again after it has ended;
 * whatever ends it refuses what it was asked.
 */
export class WorkerProcess implements HistoryWorker {
  readonly #options: WorkerOptions
  readonly #waiting = new Map<number, Waiting>()
  #child: ChildProcess | undefined
  #nextId = 1
  #isClosed = false

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  async ask<R extends HistoryRequest>(
    request: R,
    deadlineMs: number,
  ): Promise<HistoryReplies[R['kind']]> {
    const { mostWaiting = 16, later } = this.#options
    if (this.#isClosed) throw ended('is stopping')
    if (this.#waiting.size >= mostWaiting) throw full(this.#waiting.size)
    const id = this.#nextId++
    const child = this.#running()
    const done = Promise.withResolvers<HistoryReply>()
    const limitMs = 2 * deadlineMs + graceMs
    const cancel = later(limitMs, () => {
      child.kill('SIGKILL')
      done.reject(tooLate(limitMs))
    })
    this.#waiting.set(id, { done, cancel })
    this.#hold(child)
    child.send({ id, deadlineMs, request } satisfies HistoryCall)
    const reply = await done.promise.finally(() => {
      cancel()
      this.#waiting.delete(id)
      this.#hold(child)
    })
    if (reply.kind === 'refused') throw refusalOf(reply)
    if (reply.kind === 'failed') throw new Error(reply.message)
    // A worker answers what it was asked.
    return reply.result as HistoryReplies[R['kind']]
  }

  /** Ends the process; what it was asked is refused. */
  async close(): Promise<void> {
    this.#isClosed = true
    const child = this.#child
    if (child === undefined) return
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.ref()
    child.disconnect()
    const cancel = this.#options.later(graceMs, () => child.kill('SIGKILL'))
    await exited
    cancel()
  }

  #running(): ChildProcess {
    if (this.#child !== undefined) return this.#child
    const { file, execArgv, dataFolder } = this.#options
    const child = fork(file, [dataFolder], {
      execArgv: [...execArgv, `--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (reply: HistoryReply) => this.#waiting.get(reply.id)?.done.resolve(reply))
    child.on('error', () => this.#ended(child))
    child.on('exit', () => this.#ended(child))
    this.#child = child
    return child
  }

  /** A process that is asked nothing keeps nobody from ending. */
  #hold(child: ChildProcess): void {
    if (this.#waiting.size > 0) {
      child.ref()
      child.channel?.ref()
    } else {
      child.unref()
      child.channel?.unref()
    }
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return
    this.#child = undefined
    for (const { done } of this.#waiting.values()) done.reject(ended('has ended'))
  }
}

function refusalOf({ code, detail, hint }: Extract<HistoryReply, { kind: 'refused' }>): Problem {
  return new Problem(code, detail, hint === undefined ? {} : { hint })
}

function ended(how: string): Problem {
  return new Problem('history-unavailable', `The process that reads the log ${how}.`, {
    hint: 'Try again: it is started anew. If it ends again, ask for fewer days.',
    retryAfterSeconds: 1,
  })
}

function full(waiting: number): Problem {
  return new Problem('overloaded', `${waiting} questions wait for an answer, as many as may.`, {
    hint: 'Try again when some have been answered.',
    retryAfterSeconds: 5,
  })
}

function tooLate(ms: number): Problem {
  return new Problem('deadline-exceeded', `There was no answer within ${ms / 1000} s.`, {
    hint: 'Ask for fewer days (day is a partition), or for fewer columns.',
  })
}
