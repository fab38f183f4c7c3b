import { Worker } from 'node:worker_threads'
import type { JudgeOptions } from '../judge/judge-unit.ts'
import type { Judges } from './judges.ts'
import { type ThreadOrder, type ThreadReply, type ThreadSetup, toThrown } from './messages.ts'

type Answer = Exclude<ThreadReply, { kind: 'rows' | 'problem' | 'bug' }>

interface Waiting {
  readonly order: ThreadOrder
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

/** Threads that judge: each is started when there is something to do for it, and ends when all is done. */
export function openJudgeThreads(
  setup: ThreadSetup,
  { signal, onRows }: JudgeOptions,
): Judges & { areBusy(): boolean } {
  const threads = new JudgeThreads(setup, onRows)
  const stop = () => void threads.stop(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  return {
    areBusy: () => threads.areBusy,
    async judge(unit) {
      await threads.ask({ kind: 'judge', unit })
    },
    async gather(order) {
      const answer = await threads.ask({ kind: 'gather', order })
      if (answer.kind === 'gathered') return answer.common
      throw new TypeError(`a thread answered ${answer.kind}`)
    },
    async close() {
      signal?.removeEventListener('abort', stop)
      await threads.stop(new Error('The threads of the back-test were closed.'))
    },
  }
}

class JudgeThreads {
  readonly #setup: ThreadSetup
  readonly #onRows: JudgeOptions['onRows']
  readonly #threads: Worker[] = []
  readonly #idle: Worker[] = []
  readonly #waiting: Waiting[] = []
  readonly #asked = new Map<Worker, Waiting>()
  #stopped: { readonly reason: unknown } | undefined

  constructor(setup: ThreadSetup, onRows: JudgeOptions['onRows']) {
    this.#setup = setup
    this.#onRows = onRows
  }

  /** Whether what is asked now has to wait. */
  get areBusy(): boolean {
    return this.#idle.length === 0 && this.#threads.length === this.#setup.threads
  }

  ask(order: ThreadOrder): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) {
        reject(this.#stopped.reason)
        return
      }
      this.#waiting.push({ order, resolve, reject })
      if (this.#idle.length === 0 && this.#threads.length < this.#setup.threads) this.#start()
      this.#next()
    })
  }

  /** Ends all threads; whoever waits is given the reason. */
  async stop(reason: unknown): Promise<void> {
    this.#stopped ??= { reason }
    for (const { reject } of [...this.#waiting.splice(0), ...this.#asked.values()]) reject(reason)
    this.#asked.clear()
    await Promise.all(this.#threads.map((thread) => thread.terminate()))
  }

  #start(): void {
    const thread = new Worker(workerFile(), { execArgv: workerFlags(), workerData: this.#setup })
    const fail = (reason: unknown) => {
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
    this.#threads.push(thread)
    this.#idle.push(thread)
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
    thread.postMessage(next.order)
  }
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
