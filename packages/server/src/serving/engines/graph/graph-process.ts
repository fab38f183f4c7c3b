import { type ChildProcess, fork } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import type { PackageFiles } from '@ratchet-ml/scoring'
import { RenewedMap } from '../../../platform/renewed.ts'
import type { EngineHost, EngineReply, EngineRows } from '../types.ts'
import type { GraphOrder } from './types.ts'

/** The file of the process, and the flags of Node.js that it needs. */
export interface ProcessFile {
  readonly file: string
  readonly execArgv: readonly string[]
}

/** JavaScript of the process; what the library takes is outside of it. */
const heapMb = 1024
/** A part goes over in pieces, so that sending one never takes long. */
const pieceBytes = 1 << 20

/** What the process says: replies, and now and then what memory it takes. */
export type GraphReply = EngineReply & { readonly memoryBytes?: number }

/** A process that answers one graph, asked by messages. Whatever ends it rejects what it was asked. */
export class GraphProcess implements EngineHost {
  readonly #child: ChildProcess
  readonly #waiting = new RenewedMap<number, PromiseWithResolvers<EngineReply>>()
  #nextId = 1
  #end: Error | undefined
  memoryBytes: number | undefined
  onDeath: ((reason: Error) => void) | undefined

  constructor({ file, execArgv }: ProcessFile) {
    this.#child = fork(file, [], {
      execArgv: [...execArgv, `--max-old-space-size=${heapMb}`],
      // Typed arrays travel as their bytes.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child.on('message', (reply: GraphReply) => this.#take(reply))
    this.#child.on('error', (error) => this.#ended(error))
    this.#child.on('exit', (code, signal) => {
      this.#ended(new Error(`The process of the engine ended by ${signal ?? `exit ${code}`}.`))
    })
    this.#hold()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Sends the files of a package and has the process open it. */
  async open(files: PackageFiles): Promise<EngineReply> {
    const opened = this.#wait()
    // A process that ends while the parts are sent rejects it before anybody waits.
    opened.promise.catch(() => {})
    for (const [path, bytes] of files) {
      for (let at = 0; at === 0 || at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes)
        const sent = this.#send({ kind: 'part', path, bytes: piece, size: bytes.length })
        await Promise.race([sent, opened.promise])
        await turn()
      }
    }
    this.#send({ kind: 'open', id: opened.id }).catch(() => {}) // its end tells why
    return opened.promise
  }

  score(order: EngineRows): Promise<EngineReply> {
    const waiting = this.#wait()
    // That the process has ended is told to whoever waits, by its exit.
    this.#send({ kind: 'score', id: waiting.id, ...order }).catch(() => {})
    return waiting.promise
  }

  stop(reason = new Error('The process of the engine was stopped.')): void {
    this.onDeath = undefined
    this.#ended(reason)
    this.#child.kill('SIGKILL')
  }

  #wait() {
    const id = this.#nextId++
    const waiting = Promise.withResolvers<EngineReply>()
    if (this.#end === undefined) {
      this.#waiting.set(id, waiting)
      this.#hold()
    } else waiting.reject(this.#end)
    return { id, promise: waiting.promise }
  }

  #send(order: GraphOrder): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    return new Promise((resolve, reject) => {
      this.#child.send(order, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  #take(reply: GraphReply): void {
    if (reply.memoryBytes !== undefined) this.memoryBytes = reply.memoryBytes
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    this.#hold()
    waiting?.resolve(reply)
  }

  /** A process that is asked nothing keeps nobody from ending. */
  #hold(): void {
    if (this.#waiting.size > 0) {
      this.#child.ref()
      this.#child.channel?.ref()
    } else {
      this.#child.unref()
      this.#child.channel?.unref()
    }
  }

  #ended(reason: Error): void {
    if (this.#end !== undefined) return
    this.#end = reason
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
    this.#hold()
    this.onDeath?.(reason)
  }
}
