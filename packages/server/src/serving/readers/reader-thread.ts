import { Worker } from 'node:worker_threads'
import { toMessage } from '@ratchet-ml/scoring'
import type { Call } from '../predict/call.ts'
import type { ReadingPlan, ReadOrder, ReadReply } from './messages.ts'

/** A body of many tiny values takes some fifty times its bytes; more than this ends the thread. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 }

/** Plans that a thread keeps; the oldest goes first. */
const mostPlans = 16

export interface ToRead {
  readonly call: Call
  readonly plan: ReadingPlan
  /** Whether inputs are wanted that do not reach the model. */
  readonly keeps: boolean
}

/** A thread of `reader-worker.ts`, which does one thing at a time. */
export class ReaderThread {
  readonly #worker: Worker
  readonly #known = new Set<string>()
  #waiting: PromiseWithResolvers<ReadReply> | undefined
  #end: Error | undefined
  #nextId = 1

  constructor() {
    this.#worker = new Worker(workerFile(), { execArgv: workerFlags(), resourceLimits })
    this.#worker.unref()
    this.#worker.on('message', (reply: ReadReply) => this.#take(reply))
    this.#worker.on('error', (error) => this.#ended(error))
    this.#worker.on('exit', () => this.#ended(new Error('The reader thread ended.')))
  }

  get isAlive(): boolean {
    return this.#end === undefined
  }

  /** @param memory what goes over to the thread instead of being copied */
  read({ call, plan, keeps }: ToRead, memory: readonly ArrayBuffer[]): Promise<ReadReply> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const { key } = plan
    const isKnown = this.#known.has(key)
    const forget = isKnown ? [] : this.#learn(key)
    const sent = isKnown || plan.model === undefined ? undefined : toMessage(plan.model)
    this.#waiting = Promise.withResolvers()
    const order: ReadOrder = {
      ...{ id: this.#nextId++, call, key, keeps, forget },
      plan: isKnown ? undefined : { ...plan, model: sent?.model },
    }
    this.#worker.postMessage(order, [...memory, ...(sent?.memory ?? [])])
    return this.#waiting.promise
  }

  stop(reason = new Error('The reader thread was stopped.')): void {
    this.#ended(reason)
    this.#worker.terminate().catch(() => {})
  }

  #learn(key: string): readonly string[] {
    const [oldest] = this.#known
    const forget = this.#known.size >= mostPlans && oldest !== undefined ? [oldest] : []
    for (const one of forget) this.#known.delete(one)
    this.#known.add(key)
    return forget
  }

  #take(reply: ReadReply): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(reply)
  }

  #ended(reason: Error): void {
    this.#end ??= reason
    this.#waiting?.reject(reason)
    this.#waiting = undefined
  }
}

const isFromSource = import.meta.url.endsWith('.ts')

/** Beside this file in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): URL {
  if (isFromSource) return new URL('./reader-worker.ts', import.meta.url)
  return new URL(import.meta.resolve('@ratchet-ml/server/reader-worker'))
}

function workerFlags(): string[] {
  return isFromSource
    ? ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
    : []
}
