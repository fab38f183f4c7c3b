import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import { type Clock, toRfc3339 } from '../../platform/clock.ts'
import type { IntakeBody, OutcomeIntake } from './intake.ts'
import type { OutcomeOrder } from './order.ts'
import type { UnitTreatment } from './types.ts'

/** What the log of predictions says of units, so that those of outcomes are treated alike. */
export interface UnitRules {
  /** Every endpoint that there is. */
  endpoints(): Promise<ReadonlyMap<string, UnitTreatment>>
  /** Key of hashed units. */
  key(): Uint8Array
}

/** A body of outcomes, but for what the service knows itself. */
export type OutcomeRequest = Omit<OutcomeOrder, 'endpoints' | 'key' | 'run'> & {
  /** Names the quarantine file; absent: that of the day. */
  readonly run: string | undefined
}

export interface OutcomeServiceOptions {
  readonly intake: OutcomeIntake
  readonly units: UnitRules
  readonly clock: Clock
}

/** Outcomes as they come in. */
export class OutcomeService {
  readonly #options: OutcomeServiceOptions
  #accepted = 0
  #quarantined = 0

  constructor(options: OutcomeServiceOptions) {
    this.#options = options
  }

  /**
   * Takes a body; resolves when everything that is accepted is on the disk. Good rows of lines and
   * tables are taken though others are bad; JSON is taken as a whole.
   *
   * @throws Problem about the body as a whole, `disk-full`, `outcomes-unwritable`, `overloaded`
   */
  async add(request: OutcomeRequest, chunks: AsyncIterable<Uint8Array>): Promise<OutcomeReceipt> {
    const { intake, units, clock } = this.#options
    const body = intake.begin({
      ...request,
      run: request.run ?? toRfc3339(clock.now()).slice(0, 10),
      endpoints: await units.endpoints(),
      key: units.key(),
    })
    const receipt = await fill(body, chunks)
    this.#accepted += receipt.accepted
    this.#quarantined += receipt.quarantined
    return receipt
  }

  /** For `/metrics`. */
  metrics() {
    return {
      ratchet_outcomes_total: [
        { labels: ['accepted'], value: this.#accepted },
        { labels: ['quarantined'], value: this.#quarantined },
      ],
    }
  }

  close(): Promise<void> {
    return this.#options.intake.close()
  }
}

/** Of a body that was refused, so much more is read: who still sends does not look for the answer. */
const mostDrainedBytes = 64 << 20

async function fill(body: IntakeBody, chunks: AsyncIterable<Uint8Array>): Promise<OutcomeReceipt> {
  let refused: { readonly problem: unknown } | undefined
  let drained = 0
  try {
    for await (const chunk of chunks) {
      if (refused === undefined) refused = await problemOf(body.push(chunk))
      else drained += chunk.length
      if (drained > mostDrainedBytes) break
    }
    if (refused !== undefined) throw refused.problem
  } catch (problem) {
    await body.abort().catch(() => {}) // what went wrong first is what is told
    throw problem
  }
  return await body.end()
}

async function problemOf(push: Promise<void>) {
  try {
    await push
    return undefined
  } catch (problem) {
    return { problem }
  }
}
