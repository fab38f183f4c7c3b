import type { Clock } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { IntakeBody, OutcomeIntake } from './intake.ts'
import { JsonBody } from './json-body.ts'
import { LinesBody } from './lines-body.ts'
import type { OutcomeOrder } from './order.ts'
import { RowTaker } from './row-taker.ts'
import type { OutcomeStore, QuarantineStore } from './store.ts'
import { removeSpooled, TableBody } from './table-body.ts'

export interface LocalIntakeOptions {
  readonly store: OutcomeStore
  readonly quarantine: QuarantineStore
  /** For bodies that have to be there as a whole before they can be read. */
  readonly spoolFolder: string
  readonly clock: Clock
  readonly mostBytes?: Partial<BodyBounds>
}

/** Bytes of a body, by how it is read. */
export interface BodyBounds {
  readonly json: number
  readonly lines: number
  readonly parquet: number
}

const defaultBounds: BodyBounds = { json: 4 << 20, lines: 2 ** 30, parquet: 2 ** 30 }

/** Takes outcomes in this very thread, which does little else meanwhile. */
export class LocalIntake implements OutcomeIntake {
  readonly #options: LocalIntakeOptions
  #ready: Promise<void> | undefined

  constructor(options: LocalIntakeOptions) {
    this.#options = options
  }

  begin(order: OutcomeOrder): IntakeBody {
    const bounds = { ...defaultBounds, ...this.#options.mostBytes }
    const opened = this.#opened().then(() => this.#bodyOf(order))
    opened.catch(() => {}) // told at the next call
    const most =
      order.form === 'json' || order.form === 'parquet' ? bounds[order.form] : bounds.lines
    let length = 0
    return {
      push: async (chunk) => {
        length += chunk.length
        if (length > most) throw tooLarge(length, most)
        await (await opened).push(chunk)
      },
      end: async () => await (await opened).end(),
      abort: async () => await (await opened).abort(),
    }
  }

  async close(): Promise<void> {
    if (this.#ready === undefined) return
    await this.#ready.catch(() => {})
    await this.#options.store.close()
  }

  /** Once; after a failure the next body tries again. */
  #opened(): Promise<void> {
    this.#ready ??= this.#open().catch((problem) => {
      this.#ready = undefined
      throw problem
    })
    return this.#ready
  }

  async #open(): Promise<void> {
    removeSpooled(this.#options.spoolFolder)
    await this.#options.store.repair()
  }

  #bodyOf(order: OutcomeOrder): IntakeBody {
    const options = { ...this.#options, order }
    if (order.form === 'json') return new JsonBody(new RowTaker(options))
    if (order.form === 'parquet') return new TableBody(options)
    return new LinesBody(new RowTaker(options), order, order.form)
  }
}

function tooLarge(found: number, most: number): Problem {
  return new Problem(
    'body-too-large',
    `The body has at least ${found} bytes; at most ${most} are taken here.`,
    { hint: 'Send the outcomes in several bodies.' },
  )
}
