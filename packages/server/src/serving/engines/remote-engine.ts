import { setTexts } from '@ratchet-ml/scoring'
import { RenewedSet } from '../../platform/renewed.ts'
import {
  type EngineAnswer,
  type EngineDescription,
  type EngineHost,
  type EngineLink,
  type EngineRows,
  epochMs,
} from './types.ts'

/** Runs something after a while, and tells how to call it off. */
export type Later = (ms: number, run: () => void) => () => void

interface Pending {
  readonly rows: number
  readonly deadline: number
  readonly resolve: (answer: EngineAnswer) => void
}

const sweepMs = 5
/** A thread or process that has not answered for so long after a deadline hangs. */
const graceMs = 1000
/** Work without a look at deadlines may take so many times longer than it was seen to take. */
const mostTimesSlower = 5

/**
 * A model in a thread or a process of its own. Answers come in the order asked; nobody waits past its
 * deadline, even if it hangs, which ends it.
 */
export class RemoteEngine implements EngineLink {
  readonly description: EngineDescription
  readonly #host: EngineHost
  readonly #graceMs: number
  readonly #later: Later
  readonly #pending = new RenewedSet<Pending>()
  /** Deadlines of orders that the thread has not answered, asked for or not. */
  readonly #open = new RenewedSet<{ readonly deadline: number }>()
  #queuedRows = 0
  #cancelSweep: (() => void) | undefined
  #probingSince: number | undefined
  /** Loading has proven it. */
  #isProven = true
  isAlive = true
  onDeath: ((reason: Error) => void) | undefined

  constructor(host: EngineHost, description: EngineDescription, later: Later) {
    this.#host = host
    this.#later = later
    this.description = description
    this.#graceMs = graceMs + mostTimesSlower * description.mostMsBlind
    host.onDeath = (reason) => this.#died(reason)
  }

  get memoryBytes(): number | undefined {
    return this.#host.memoryBytes
  }

  get waitMs(): number {
    return this.#queuedRows * this.description.msPerRow
  }

  /** @param atOnce as in `EngineRows` */
  score(
    rows: Float64Array<ArrayBuffer>,
    count: number,
    deadline: number,
    atOnce?: number,
  ): Promise<EngineAnswer> {
    const order = { rows, count, deadline, ...(atOnce !== undefined && { atOnce }) }
    return new Promise((resolve) => {
      const pending = { rows: count, deadline, resolve }
      const open = { deadline }
      this.#pending.add(pending)
      this.#open.add(open)
      this.#queuedRows += count
      this.#cancelSweep ??= this.#later(sweepMs, () => this.#sweep())
      void this.#ask(order).then((answer) => {
        this.#open.delete(open)
        this.#queuedRows -= count
        this.#settle(pending, answer)
      })
    })
  }

  /**
   * Whether it is alive, answered a verification row as it must when it was last asked, and
   * does not keep anybody waiting for that now. Asks anew each time.
   */
  prove(mostWaitMs = this.#graceMs): boolean {
    if (!this.isAlive) return false
    if (this.#probingSince === undefined) void this.#probe()
    const waitedMs = epochMs() - (this.#probingSince ?? epochMs())
    return this.#isProven && waitedMs < mostWaitMs
  }

  close(): void {
    this.isAlive = false
    this.#cancelSweep?.()
    this.#host.stop()
  }

  async #ask(order: EngineRows): Promise<EngineAnswer> {
    try {
      const reply = await this.#host.score(order)
      if (reply.kind === 'scored') return reply
      if (reply.kind === 'late') return { kind: 'late' }
      return { kind: 'failed', reason: 'message' in reply ? reply.message : reply.kind }
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  #settle(pending: Pending, answer: EngineAnswer): void {
    if (this.#pending.delete(pending)) pending.resolve(answer)
  }

  #sweep(): void {
    const now = epochMs()
    for (const pending of this.#pending) {
      if (pending.deadline < now) this.#settle(pending, { kind: 'late' })
    }
    this.#cancelSweep = undefined
    for (const { deadline } of this.#open) {
      if (deadline + this.#graceMs < now) {
        this.#host.stop(new Error('The engine hung.'))
        this.#died(new Error('The engine hung and was ended.'))
        return
      }
    }
    if (this.#open.size > 0) this.#cancelSweep = this.#later(sweepMs, () => this.#sweep())
  }

  #died(reason: Error): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.onDeath?.(reason)
  }

  async #probe(): Promise<void> {
    const { row, texts, raw } = this.description.probe
    const copy = row.slice()
    setTexts(copy, texts)
    this.#probingSince = epochMs()
    const answer = await this.score(copy, 1, epochMs() + 2 * this.#graceMs)
    this.#probingSince = undefined
    this.#isProven =
      answer.kind === 'scored' && raw.every((margin, i) => Object.is(margin, answer.columns.raw[i]))
  }
}
