import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { JudgeOptions } from '../judge/judge-unit.ts'
import type { Judges } from './judges.ts'
import {
  type ThreadOrder,
  type ThreadReply,
  type ThreadSetup,
  type ThreadTask,
  toThrown,
} from './messages.ts'

type Answer = Exclude<ThreadReply, { kind: 'rows' | 'problem' | 'bug' }>

interface Waiting {
  readonly order: ThreadTask
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

/**
 * What threads may hold before V8 collects all of it for the first time: 128 MB. Columns of scores stand
 * outside of its heap, which is small beside them, so that it would collect once for every partition.
 */
const heldAtFirst = '--initial-old-space-size=128'

/** Threads that judge. They are started before anybody knows what is to be judged, as that takes its time. */
export class JudgeThreads {
  readonly count: number
  readonly #threads: Worker[]
  readonly #idle: Worker[]
  readonly #waiting: Waiting[] = []
  readonly #asked = new Map<Worker, Waiting>()
  #onRows: JudgeOptions['onRows']
  #stopped: { readonly reason: unknown } | undefined

  constructor(count: number) {
    this.count = count
    setFlagsFromString(heldAtFirst)
    this.#threads = Array.from({ length: count }, () => this.#start())
    this.#idle = [...this.#threads]
  }

  /** What is asked after this is about it. The signal stops all threads, which `close` does too. */
  open(told: Omit<ThreadSetup, 'threads'>, { signal, onRows }: JudgeOptions): Judges {
    this.#onRows = onRows
    const setup = { ...told, threads: this.count }
    for (const thread of this.#threads) tell(thread, { kind: 'open', setup })
    const stop = () => void this.stop(signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    return {
      judge: async (unit) => {
        await this.#ask({ kind: 'judge', unit })
      },
      gather: async (order) => {
        const answer = await this.#ask({ kind: 'gather', order })
        if (answer.kind === 'gathered') return answer.common
        throw new TypeError(`a thread answered ${answer.kind}`)
      },
      close: async () => {
        signal?.removeEventListener('abort', stop)
        await this.stop(new Error('The threads of the back-test were closed.'))
      },
    }
  }

  /** Whether what is asked now has to wait. */
  get areBusy(): boolean {
    return this.#idle.length === 0
  }

  /** Ends all threads; whoever waits is given the reason. */
  async stop(reason: unknown): Promise<void> {
    this.#stopped ??= { reason }
    for (const { reject } of [...this.#waiting.splice(0), ...this.#asked.values()]) reject(reason)
    this.#asked.clear()
    await Promise.all(this.#threads.map((thread) => thread.terminate()))
  }

  #ask(order: ThreadTask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) {
        reject(this.#stopped.reason)
        return
      }
      this.#waiting.push({ order, resolve, reject })
      this.#next()
    })
  }

  #start(): Worker {
    const thread = new Worker(workerFile(), { execArgv: workerFlags() })
    const fail = (reason: unknown) => {
      this.#stopped ??= { reason }
      this.#asked.get(thread)?.reject(reason)
      this.#asked.delete(thread)
    }
    thread.on('message', (reply: ThreadReply) => {
      if (reply.kind === 'rows') this.#onRows?.(reply.more)
      else if (reply.kind === 'problem' || reply.kind === 'bug') fail(toThrown(reply))
      else this.#answer(thread, reply)
    })
    thread.on('error', fail)
    thread.on('exit', (code) => fail(new Error(`A back-test thread ended with code ${code}.`)))
    return thread
  }

  #answer(thread: Worker, answer: Answer): void {
    this.#asked.get(thread)?.resolve(answer)
    this.#asked.delete(thread)
    this.#idle.push(thread)
    this.#next()
  }

  #next(): void {
    const thread = this.#idle.pop()
    if (thread === undefined) return
    const next = this.#waiting.shift()
    if (next === undefined) {
      this.#idle.push(thread)
      return
    }
    this.#asked.set(thread, next)
    tell(thread, next.order)
  }
}

function tell(thread: Worker, order: ThreadOrder): void {
  thread.postMessage(order)
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
