import { setImmediate as turn } from 'node:timers/promises'
import type { LogRecordView } from '@ratchet-ml/protocol'
import { type Contract, findNearestName } from '@ratchet-ml/scoring'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { decodeRecord } from './decode-record.ts'
import { EndpointLog } from './endpoint-log.ts'
import { type Treatment, unitTreatment, unknownFields } from './policy.ts'
import { toRecordView } from './record-view.ts'
import type { PredictionLogStore } from './store.ts'
import type { LogCursor, LogSettings } from './types.ts'

export interface PredictionLogsOptions {
  readonly store: PredictionLogStore
  readonly settingsOf: (endpoint: string) => LogSettings
  readonly clock: Clock
  readonly logger: Logger
}

/** Some records of an endpoint, and the place behind them. */
export interface LogPage {
  readonly records: readonly LogRecordView[]
  readonly next: LogCursor
}

/** What an endpoint has, of which it is asked that its log be kept. */
export interface LoggedEndpoint {
  readonly endpoint: string
  readonly contract: Contract
  readonly contractDigest: string
}

const closeDeadlineMs = 5000
/** Records decoded without letting predictions in. */
const recordsPerTurn = 50

/** No record is written later than this after its request came. */
const longestRequestUs = 3_600_000_000
/** By how much the clock may have been set back in between. */
const clockStepUs = 60_000_000

/** The logs of all endpoints of this process. */
export class PredictionLogs {
  readonly #options: PredictionLogsOptions
  readonly #logs = new Map<string, EndpointLog>()
  #ending: Promise<void>[] = []

  constructor(options: PredictionLogsOptions) {
    this.#options = options
  }

  /** Brings in order what a killed process left; before the first record. */
  start(): Promise<void> {
    return this.#options.store.repair()
  }

  /**
   * The settings of an endpoint's log must name fields that there are: a slip would record what was
   * meant to be left out.
   *
   * @throws Problem `config-invalid`
   */
  check({ endpoint, contract }: LoggedEndpoint): void {
    const [unknown] = unknownFields(contract, this.#options.settingsOf(endpoint))
    if (unknown === undefined) return
    const near = findNearestName(
      unknown,
      contract.inputs.map(({ name }) => name),
    )
    throw new Problem(
      'config-invalid',
      `endpoints.${endpoint}.log names the field ${JSON.stringify(unknown)}, which the endpoint's contract does not have.`,
      { hint: near === undefined ? 'Name fields of the contract.' : `Is ${near} meant?` },
    )
  }

  /** The log of an endpoint, opened with its first contract; `undefined` where none is kept. */
  of(wanted: LoggedEndpoint): EndpointLog | undefined {
    const { endpoint, contractDigest } = wanted
    const known = this.#logs.get(endpoint)
    if (known?.contractDigest === contractDigest) return known
    if (known !== undefined) this.#ending.push(known.close(closeDeadlineMs))
    const log = this.#open(wanted)
    if (log !== undefined) this.#logs.set(endpoint, log)
    return log
  }

  /** What becomes of the units of an endpoint, so that who names them elsewhere treats them alike. */
  treatmentOfUnits({ endpoint, contract }: Omit<LoggedEndpoint, 'contractDigest'>): Treatment {
    const settings = this.#options.settingsOf(endpoint)
    // As nothing is recorded in the clear where the settings name fields that there are not.
    if (unknownFields(contract, settings).length > 0) return 'leave-out'
    return unitTreatment(contract, settings)
  }

  /** The key of hashed values, 32 bytes. */
  hashKey(): Uint8Array {
    return this.#options.store.hashKey()
  }

  /** The records of an endpoint from a place on, or the last ones; at most `most`. */
  async read(
    endpoint: string,
    where: { readonly after?: LogCursor; readonly last?: number },
    most: number,
  ): Promise<LogPage> {
    const { store } = this.#options
    const from = where.after ?? (await store.lastRecords(endpoint, where.last ?? most))
    const records: LogRecordView[] = []
    let next = from
    for await (const stored of store.read(endpoint, from)) {
      records.push(toRecordView(decodeRecord(stored.header, stored.payload)))
      next = stored.next
      if (records.length >= most) break
      if (records.length % recordsPerTurn === 0) await turn()
    }
    return { records, next }
  }

  /**
   * The record of one prediction. Its id says when the request was, so that only records of that time
   * are decoded.
   */
  async find(endpoint: string, predictionId: string): Promise<LogRecordView | undefined> {
    const asked = timeOfId(predictionId)
    if (asked === undefined) return undefined
    let seen = 0
    for await (const { header, payload } of this.#options.store.read(endpoint)) {
      if (++seen % recordsPerTurn === 0) await turn()
      const recorded = recordedTimeOf(payload)
      if (recorded > asked + longestRequestUs) return undefined
      if (recorded < asked - clockStepUs) continue
      const record = decodeRecord(header, payload)
      if (record.predictionId === predictionId) return toRecordView(record)
    }
    return undefined
  }

  /** Writes what is pending, makes it durable and ends. */
  async close(): Promise<void> {
    await Promise.all([...this.#logs.values()].map((log) => log.close(closeDeadlineMs)))
    await Promise.all(this.#ending)
    this.#logs.clear()
    this.#ending = []
  }

  #open(wanted: LoggedEndpoint): EndpointLog | undefined {
    const { store, clock, logger, settingsOf } = this.#options
    const { endpoint, contract } = wanted
    const settings = settingsOf(endpoint)
    if (settings.durability === 'off') return undefined
    const fields = unknownFields(contract, settings)
    if (fields.length === 0) return new EndpointLog({ ...wanted, settings, store, clock })
    // Nobody is there to be told no: rather no inputs than those that should have been left out.
    logger.error('log settings name unknown fields; inputs are left out', { endpoint, fields })
    const redact = contract.inputs.map(({ name }) => name)
    return new EndpointLog({ ...wanted, settings: { ...settings, redact }, store, clock })
  }
}

/** When the request of a prediction's id came, in microseconds: its id is a UUIDv7 (RFC 9562). */
function timeOfId(predictionId: string): number | undefined {
  const [, high, low] =
    /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.\d+$/.exec(predictionId) ??
    []
  if (high === undefined || low === undefined) return undefined
  return Number.parseInt(`${high}${low}`, 16) * 1000
}

/** A record begins with its event time and its recorded time. */
function recordedTimeOf({ buffer, byteOffset, byteLength }: Uint8Array): number {
  return new DataView(buffer, byteOffset, byteLength).getFloat64(8, true)
}
