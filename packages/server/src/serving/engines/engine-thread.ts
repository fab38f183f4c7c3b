import { Worker } from 'node:worker_threads'
import { textsOf } from '@ratchet-ml/scoring'
import { RenewedMap } from '../../platform/renewed.ts'
import type { EngineHost, EngineOrder, EngineReply } from './types.ts'

type OrderOf<K extends EngineOrder['kind']> = Omit<Extract<EngineOrder, { kind: K }>, 'id' | 'kind'>

/**
 * Memory of one thread's JavaScript; coefficients are outside of it. Young objects get little, as the
 * engine takes what they may have sooner or later, and keeps it.
 */
const resourceLimits = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 12 }

/** A thread of `engine-worker.ts`, asked by messages. Whatever ends it rejects what it was asked. */
export class EngineThread implements EngineHost {
  readonly #worker: Worker
  readonly #waiting = new RenewedMap<number, PromiseWithResolvers<EngineReply>>()
  #nextId = 1
  #end: Error | undefined
  /** Called once when the thread ends without having been told to. */
  onDeath: ((reason: Error) => void) | undefined

  constructor() {
    this.#worker = new Worker(workerFile(), { execArgv: workerFlags(), resourceLimits })
    this.#worker.unref()
    this.#worker.on('message', (reply: EngineReply) => this.#take(reply))
    this.#worker.on('error', (error) => this.#ended(error))
    this.#worker.on('exit', () => this.#ended(new Error('The engine thread ended.')))
  }

  open(order: OrderOf<'open'>, memory: readonly ArrayBuffer[]): Promise<EngineReply> {
    return this.#ask({ kind: 'open', id: this.#nextId++, ...order }, memory)
  }

  check(order: OrderOf<'check'>, memory: readonly ArrayBuffer[]): Promise<EngineReply> {
    return this.#ask({ kind: 'check', id: this.#nextId++, ...order }, memory)
  }

  score(order: Omit<OrderOf<'score'>, 'texts'>): Promise<EngineReply> {
    const texts = textsOf(order.rows)
    return this.#ask({ kind: 'score', id: this.#nextId++, texts, ...order }, [order.rows.buffer])
  }

  /** Ends the thread, whatever it is doing. */
  stop(reason = new Error('The engine thread was stopped.')): void {
    this.onDeath = undefined
    this.#ended(reason)
    this.#worker.terminate().catch(() => {})
  }

  #ask(order: EngineOrder, memory: readonly ArrayBuffer[]): Promise<EngineReply> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const waiting = Promise.withResolvers<EngineReply>()
    this.#waiting.set(order.id, waiting)
    this.#worker.postMessage(order, memory)
    return waiting.promise
  }

  #take(reply: EngineReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    waiting?.resolve(reply)
  }

  #ended(reason: Error): void {
    if (this.#end !== undefined) return
    this.#end = reason
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
    this.onDeath?.(reason)
  }
}

const isFromSource = import.meta.url.endsWith('.ts')

/** Beside this file in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): URL {
  if (isFromSource) return new URL('./engine-worker.ts', import.meta.url)
  return new URL(import.meta.resolve('@ratchet-ml/server/engine-worker'))
}

function workerFlags(): string[] {
  return isFromSource
    ? ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
    : []
}
