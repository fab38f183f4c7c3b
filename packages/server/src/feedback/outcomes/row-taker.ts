import type { OutcomeReceipt, RefusedOutcome } from '@ratchet-ml/protocol'
import type { Clock } from '../../platform/clock.ts'
import type { OutcomeOrder } from './order.ts'
import { OutcomePacker } from './outcome-codec.ts'
import { describeOutcomeFault, isFault, type OutcomeFault } from './row/fault.ts'
import { createOutcomeParser } from './row/parse-outcome.ts'
import type { OutcomeAppender, OutcomeStore, QuarantinedRow, QuarantineStore } from './store.ts'
import type { OutcomeRecord } from './types.ts'

export interface RowTakerOptions {
  readonly store: OutcomeStore
  readonly quarantine: QuarantineStore
  readonly clock: Clock
  readonly order: OutcomeOrder
  /** Whether numbers stand for times. */
  readonly numericTimes?: boolean
}

/** Outcomes are handed to the store when they have grown to this. */
const flushBytes = 1 << 18
/** Rows that a receipt tells of. */
const mostTold = 100
/** Rows of one body that the quarantine tells of one by one. */
const mostQuarantined = 100_000
const rowsPerWrite = 1000

/** Takes the rows of one body: good ones to the store, others to the quarantine. */
export class RowTaker {
  readonly #options: RowTakerOptions
  readonly #appender: OutcomeAppender
  readonly #parse: (row: unknown) => readonly OutcomeRecord[] | OutcomeFault
  readonly #packer = new OutcomePacker()
  readonly #refused: RefusedOutcome[] = []
  #waiting: QuarantinedRow[] = []
  #accepted = 0
  #quarantined = 0
  #quarantine: string | undefined

  constructor(options: RowTakerOptions) {
    const { store, order, clock, numericTimes = false } = options
    this.#options = options
    this.#appender = store.begin()
    this.#parse = createOutcomeParser({
      ...{ now: () => clock.now(), endpoints: order.endpoints, key: order.key, numericTimes },
      ...(order.endpoint === undefined ? {} : { endpoint: order.endpoint }),
      ...(order.name === undefined ? {} : { name: order.name }),
    })
  }

  /** What a row says, or why it says nothing; takes neither. */
  parse(row: unknown): readonly OutcomeRecord[] | OutcomeFault {
    return this.#parse(row)
  }

  /** @param at the row's place, as the sender counts */
  take(at: number, row: unknown): void {
    const parsed = this.#parse(row)
    if (isFault(parsed)) this.refuse(at, parsed)
    else this.keep(parsed)
  }

  keep(outcomes: readonly OutcomeRecord[]): void {
    for (const outcome of outcomes) this.#packer.add(outcome)
    this.#accepted += outcomes.length
  }

  refuse(at: number, fault: OutcomeFault): void {
    const { code, pointer } = fault
    const row = { code, pointer, detail: describeOutcomeFault(fault) }
    const place = { [this.#options.order.place]: at }
    if (this.#refused.length < mostTold) this.#refused.push({ ...place, ...row })
    if (this.#quarantined < mostQuarantined) this.#waiting.push({ place, ...row })
    this.#quarantined++
  }

  /** Hands over what has gathered, if it is enough. */
  async settle(): Promise<void> {
    if (this.#packer.sizeBytes >= flushBytes) await this.#appender.append(this.#packer.take())
    if (this.#waiting.length >= rowsPerWrite) await this.#writeQuarantine()
  }

  /** Makes everything durable; then it is accepted. */
  async finish(): Promise<OutcomeReceipt> {
    const more = this.#quarantined - mostQuarantined
    if (more > 0) {
      const rows = more === 1 ? '1 more row was' : `${more} more rows were`
      const detail = `${rows} not taken, and not told one by one`
      this.#waiting.push({ place: {}, code: 'outcome-invalid', pointer: '', detail })
    }
    await this.#writeQuarantine()
    if (this.#packer.count > 0) await this.#appender.append(this.#packer.take())
    await this.#appender.commit()
    return {
      accepted: this.#accepted,
      quarantined: this.#quarantined,
      refused: this.#refused,
      ...(this.#quarantine === undefined ? {} : { quarantine: this.#quarantine }),
    }
  }

  async #writeQuarantine(): Promise<void> {
    if (this.#waiting.length === 0) return
    const { quarantine, order } = this.#options
    this.#quarantine = await quarantine.add(order.run, order.source, this.#waiting)
    this.#waiting = []
  }
}
