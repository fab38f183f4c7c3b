import { setImmediate as turn } from 'node:timers/promises'
import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import type { Logger } from '../../../platform/logger.ts'
import { Problem } from '../../../platform/problem.ts'
import { RenewedMap } from '../../../platform/renewed.ts'
import type { IntakeBody, OutcomeIntake } from '../intake.ts'
import type { OutcomeOrder } from '../order.ts'
import type { FromIntake, ToIntake, ToldProblem } from './messages.ts'

/** A thread as far as it is used here. */
export interface IntakeThread {
  postMessage(message: ToIntake, memory?: readonly ArrayBuffer[]): void
  on(event: 'message', listener: (message: FromIntake) => void): unknown
  on(event: 'error' | 'exit', listener: (reason: unknown) => void): unknown
  terminate(): Promise<unknown>
}

export interface ThreadIntakeOptions {
  /** Starts a thread that does what `serveIntake` does. */
  readonly start: () => IntakeThread
  /** Runs something after a while, and tells how to call it off. */
  readonly later: (ms: number, run: () => void) => () => void
  readonly logger: Logger
  readonly mostBodies?: number
  /** Bytes of one body that are on their way to the thread. */
  readonly mostBytesAhead?: number
  /** From the end of a body to its receipt. */
  readonly deadlineMs?: number
}

interface Pending {
  readonly receipt: PromiseWithResolvers<OutcomeReceipt>
  bytesAhead: number
  failure: unknown
  wake: (() => void) | undefined
}

const closeDeadlineMs = 10_000

/**
 * Takes outcomes in a thread of its own, which is started when the first comes and anew when it ended:
 * the thread that serves hands bytes over and does nothing else.
 */
export class ThreadIntake implements OutcomeIntake {
  readonly #options: Required<ThreadIntakeOptions>
  readonly #pending = new RenewedMap<number, Pending>()
  #thread: IntakeThread | undefined
  #nextId = 1
  #closed: (() => void) | undefined
  #isClosed = false

  constructor(options: ThreadIntakeOptions) {
    const bounds = { mostBodies: 64, mostBytesAhead: 1 << 19, deadlineMs: 900_000 }
    this.#options = { ...bounds, ...options }
  }

  begin(order: OutcomeOrder): IntakeBody {
    if (this.#isClosed) throw new Problem('draining', 'The server is stopping and takes no more.')
    if (this.#pending.size >= this.#options.mostBodies) throw full(this.#pending.size)
    const id = this.#nextId++
    const receipt = Promise.withResolvers<OutcomeReceipt>()
    receipt.promise.catch(() => {}) // told at the next call
    const pending: Pending = { receipt, bytesAhead: 0, failure: undefined, wake: undefined }
    this.#pending.set(id, pending)
    this.#say({ kind: 'begin', id, order })
    return {
      push: (chunk) => this.#push(id, pending, chunk),
      end: () => this.#end(id, pending),
      abort: async () => this.#abort(id),
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const thread = this.#thread
    if (thread === undefined) return
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    const cancel = this.#options.later(closeDeadlineMs, () => this.#closed?.())
    thread.postMessage({ kind: 'close' })
    await closed
    cancel()
    this.#thread = undefined
    this.#failAll(new Problem('draining', 'The server is stopping and takes no more.'))
    await thread.terminate()
  }

  async #push(id: number, pending: Pending, chunk: Uint8Array): Promise<void> {
    if (pending.failure !== undefined) throw pending.failure
    pending.bytesAhead += chunk.length
    // Handed over with its memory, which may be a part of something larger here.
    const own = new Uint8Array(chunk)
    this.#say({ kind: 'chunk', id, chunk: own }, [own.buffer])
    await turn() // one chunk of a body in a turn: requests come in between
    while (pending.bytesAhead > this.#options.mostBytesAhead && pending.failure === undefined) {
      await new Promise<void>((resolve) => {
        pending.wake = resolve
      })
    }
    if (pending.failure !== undefined) throw pending.failure
  }

  async #end(id: number, pending: Pending): Promise<OutcomeReceipt> {
    if (pending.failure === undefined) this.#say({ kind: 'end', id })
    const cancel = this.#options.later(this.#options.deadlineMs, () => {
      this.#abort(id)
      this.#fail(id, pending, tooLate(this.#options.deadlineMs))
    })
    try {
      return await pending.receipt.promise
    } finally {
      cancel()
    }
  }

  #abort(id: number): void {
    if (!this.#pending.delete(id)) return
    this.#thread?.postMessage({ kind: 'abort', id })
  }

  #say(message: ToIntake, memory: readonly ArrayBuffer[] = []): void {
    this.#thread ??= this.#start()
    this.#thread.postMessage(message, memory)
  }

  #start(): IntakeThread {
    const thread = this.#options.start()
    thread.on('message', (message) => this.#hear(message))
    const ended = (reason: unknown) => {
      if (this.#thread !== thread) return
      this.#thread = undefined
      this.#closed?.()
      const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
      this.#options.logger.error('thread of outcomes ended', { bodies: this.#pending.size, error })
      this.#failAll(lost(reason))
    }
    thread.on('error', ended)
    thread.on('exit', ended)
    return thread
  }

  #hear(message: FromIntake): void {
    if (message.kind === 'closed') {
      this.#closed?.()
      return
    }
    const pending = this.#pending.get(message.id)
    if (pending === undefined) return
    if (message.kind === 'taken') {
      pending.bytesAhead -= message.bytes
      pending.wake?.()
    } else if (message.kind === 'done') {
      this.#pending.delete(message.id)
      pending.receipt.resolve(message.receipt)
    } else {
      const isRefused = message.kind === 'refused'
      const reason = isRefused ? problemOf(message) : new Error(message.message)
      this.#fail(message.id, pending, reason)
    }
  }

  #failAll(reason: unknown): void {
    for (const [id, pending] of [...this.#pending]) this.#fail(id, pending, reason)
  }

  #fail(id: number, pending: Pending, reason: unknown): void {
    this.#pending.delete(id)
    pending.failure ??= reason
    pending.receipt.reject(reason)
    pending.wake?.()
  }
}

function problemOf({ code, detail, hint, errors, retryAfterSeconds }: ToldProblem): Problem {
  return new Problem(code, detail, {
    errors,
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

function full(bodies: number): Problem {
  return new Problem(
    'overloaded',
    `${bodies} bodies of outcomes are being taken, as many as may.`,
    {
      hint: 'Try again, or send more outcomes in fewer bodies.',
      retryAfterSeconds: 1,
    },
  )
}

function lost(cause: unknown): Problem {
  return new Problem('outcomes-unwritable', 'The thread that takes outcomes ended.', {
    hint: 'Send them again: what is there already counts once. The log of the server says why.',
    retryAfterSeconds: 1,
    cause,
  })
}

function tooLate(ms: number): Problem {
  return new Problem('deadline-exceeded', `The outcomes were not taken within ${ms / 1000} s.`, {
    hint: 'Send them in smaller bodies.',
  })
}
