import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { type Clock, toRfc3339 } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
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
   * @throws Problem about the body as a whole, `endpoint-not-found`, `disk-full`,
   *   `outcomes-unwritable`, `overloaded`
   */
  async add(request: OutcomeRequest, chunks: AsyncIterable<Uint8Array>): Promise<OutcomeReceipt> {
    const { intake, units, clock } = this.#options
    const endpoints = await units.endpoints()
    if (request.endpoint !== undefined) requireEndpoint(request.endpoint, [...endpoints.keys()])
    const run = request.run ?? toRfc3339(clock.now()).slice(0, 10)
    const body = intake.begin({ ...request, run, endpoints, key: units.key() })
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

function requireEndpoint(endpoint: string, names: readonly string[]): void {
  if (names.includes(endpoint)) return
  const near = findNearestName(endpoint, names)
  throw new Problem('endpoint-not-found', `There is no endpoint ${JSON.stringify(endpoint)}.`, {
    hint:
      near === undefined ? `There are: ${names.join(', ')}.`.slice(0, 300) : `Is ${near} meant?`,
  })
}

/** Of a body that was refused, so much more is read: who still sends does not look for the answer. */
const mostDrainedBytes = 64 << 20

async function fill(body: IntakeBody, chunks: AsyncIterable<Uint8Array>): Promise<OutcomeReceipt> {
  let refused: { readonly problem: unknown } | undefined
  let [taken, drained] = [0, 0]
  try {
    for await (const chunk of chunks) {
      if (refused === undefined) refused = await problemOf(body.push(chunk))
      if (refused === undefined) taken += chunk.length
      else drained += chunk.length
      if (drained > mostDrainedBytes) break
    }
  } catch (cause) {
    refused ??= { problem: brokenOff(taken, cause) }
  }
  if (refused === undefined) return await body.end()
  await body.abort().catch(() => {}) // what went wrong first is what is told
  throw refused.problem
}

function brokenOff(bytes: number, cause: unknown): Problem {
  return new Problem('body-malformed', `The body broke off behind byte ${bytes}.`, {
    hint: 'Send it again: what was taken of it counts once.',
    cause,
  })
}

async function problemOf(push: Promise<void>) {
  try {
    await push
    return undefined
  } catch (problem) {
    return { problem }
  }
}
