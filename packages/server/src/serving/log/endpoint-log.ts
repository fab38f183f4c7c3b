import type { LogStatus } from '@ratchet-ml/protocol'
import { type Contract, parseTimestamp } from '@ratchet-ml/scoring'
import type { Clock } from '../../platform/clock.ts'
import { type AnsweredBlock, mostIdBytes, RecordEncoder } from './encode-record.ts'
import { isSampled, planColumns } from './policy.ts'
import { createRecordContext, type RecordContext } from './record-context.ts'
import type { LogWriter, PredictionLogStore } from './store.ts'
import type { InputOf, LogColumn, LogCounts, LogHeader, LogOutcome, LogSettings } from './types.ts'

/** What the log has to know of a request. */
export interface LoggedRequest {
  readonly requestId: string
  /** When the whole of it was there, on the clock that never goes back. */
  readonly readMs: number
}

/** A request that was not answered, and by what. */
export interface Unanswered {
  readonly status: number
  /** Code of the problem. */
  readonly problem: string
  readonly routeRevision: number
}

export interface EndpointLogOptions {
  readonly endpoint: string
  readonly contract: Contract
  readonly contractDigest: string
  readonly settings: LogSettings
  readonly store: PredictionLogStore
  readonly clock: Clock
}

/** Who answered: a version in a route, or what stands behind it. */
export interface Answerer {
  readonly route: { readonly revision: number }
  readonly handle: {
    readonly loaded: { readonly contract: Contract; readonly version: { readonly digest: string } }
  }
  /** Version 0 is the baseline, which has no digest. */
  readonly arm: { readonly arm: string; readonly version: number }
  readonly servedBy: string
  readonly fallbackReason: string | undefined
}

interface AnswererView {
  readonly context: RecordContext
  readonly encoder: RecordEncoder
}

/** `wait`: the log will tell later; otherwise what holds now. */
export type Recorded = LogOutcome | 'wait'

/** The same requests are sampled on every machine. */
const samplingSeed = 0x52746368
/** Room asked for at once. */
const mostBytesAtOnce = 1 << 20
const mostContexts = 256

/**
 * Records what an endpoint answers, refuses and fails at, on the way to the reply: it encodes into the
 * log's own memory and returns.
 */
export class EndpointLog {
  readonly contractDigest: string
  readonly settings: LogSettings
  readonly #clock: Clock
  readonly #encoder: RecordEncoder
  readonly #columns: readonly LogColumn[]
  readonly #key: () => Uint8Array
  /** How the answers of each that answers are recorded. */
  readonly #views = new WeakMap<Answerer, AnswererView>()
  readonly #writer: LogWriter
  /** The field that says when the row's event happened. */
  readonly #timeField: string | undefined
  /** One set of facts, rewritten for each reply. */
  readonly #facts = {
    ...{ requestId: '', eventTime: 0, recordedTime: 0, latencyUs: 0 },
    ...{ status: 200, kind: 0, sampling: 1 },
  }
  #contexts = new Map<string, RecordContext>()

  constructor(options: EndpointLogOptions) {
    const { endpoint, contract, contractDigest, settings, store, clock } = options
    const { columns, leftOut } = planColumns(contract, settings)
    const header: LogHeader = { endpoint, contractDigest, columns, leftOut }
    const durability = settings.durability === 'default' ? 'default' : 'before-response'
    this.contractDigest = contractDigest
    this.settings = settings
    this.#clock = clock
    this.#columns = columns
    this.#key = () => store.hashKey()
    this.#encoder = new RecordEncoder(contract, columns, this.#key)
    this.#writer = store.open(header, durability)
    const time = contract.inputs.find(({ role, type }) => role === 'time' && type === 'timestamp')
    this.#timeField = settings.redact.includes(time?.name ?? '') ? undefined : time?.name
  }

  get counts(): Readonly<LogCounts> {
    return this.#writer.counts
  }

  get status(): LogStatus {
    const { sampledOut, written, dropped, failed, pending } = this.counts
    const durability = this.settings.durability === 'default' ? 'default' : 'before-response'
    const { state } = this.#writer
    return { durability, state, sampledOut, written, dropped, failed, pending }
  }

  /**
   * Records the rows of a block. Their memory may be overwritten once this has returned.
   *
   * @param inputOf values of fields that are no features, by row of the request
   * @param done called when the reply need not wait any longer, if this says `wait`
   */
  answered(
    by: Answerer,
    block: AnsweredBlock,
    request: LoggedRequest,
    inputOf: InputOf,
    done: (outcome: LogOutcome) => void,
  ): Recorded {
    const { sample } = this.settings
    if (!isSampled(request.requestId, sample, samplingSeed)) {
      this.#writer.leaveOut(block.count)
      return 'go'
    }
    this.#setFacts(request, 200, 0, sample)
    const { requestId } = this.#facts
    const view = this.#viewOf(by)
    const bytesEach = view.encoder.mostBytes(view.context, requestId, block)
    const atOnce = Math.max(1, Math.floor(mostBytesAtOnce / bytesEach))
    let kept = 0
    for (let from = 0; from < block.count; from += atOnce) {
      const until = Math.min(block.count, from + atOnce)
      if (!this.#writeRows(view, block, from, until, bytesEach, inputOf)) continue
      kept += until - from
    }
    return this.#commit(kept, kept === block.count, done)
  }

  /** Records a request that was refused (4xx) or failed (5xx), without its inputs. */
  unanswered(
    { status, problem, routeRevision }: Unanswered,
    request: LoggedRequest,
    done: () => void,
  ): Recorded {
    const context = this.#contextOf(problem, routeRevision)
    this.#setFacts(request, status, status < 500 ? 1 : 2, 1)
    const room = this.#writer.reserve(1, this.#encoder.mostBytes(context, this.#facts.requestId))
    if (room === undefined) return 'go'
    this.#writer.end(this.#encoder.unanswered(room, this.#writer.begin(), this.#facts, context))
    return this.#writer.commit(done) ? 'wait' : 'go'
  }

  /** Writes what is pending and makes it durable. */
  close(deadlineMs: number): Promise<void> {
    return this.#writer.close(deadlineMs)
  }

  #writeRows(
    { context, encoder }: AnswererView,
    block: AnsweredBlock,
    from: number,
    until: number,
    bytesEach: number,
    inputOf: InputOf,
  ): boolean {
    const writer = this.#writer
    const room = writer.reserve(until - from, bytesEach)
    if (room === undefined) return false
    const facts = this.#facts
    const requestTime = facts.eventTime
    for (let i = from; i < until; i++) {
      if (this.#timeField !== undefined) {
        facts.eventTime = timeOf(inputOf(block.first + i, this.#timeField)) ?? requestTime
      }
      const at = writer.begin()
      writer.end(encoder.answered(room, at, facts, context, block, i, inputOf))
    }
    facts.eventTime = requestTime
    return true
  }

  #commit(kept: number, isWhole: boolean, done: (outcome: LogOutcome) => void): Recorded {
    const mustBeThere = this.settings.durability === 'before-response'
    const isRefused = mustBeThere && !isWhole
    if (kept === 0) return isRefused ? 'refused' : 'go'
    const waits = this.#writer.commit(isRefused ? () => {} : done)
    if (isRefused) return 'refused'
    return waits ? 'wait' : 'go'
  }

  #setFacts(request: LoggedRequest, status: number, kind: number, sampling: number): void {
    const facts = this.#facts
    const now = this.#clock.monotonicMs()
    const spentUs = (now - request.readMs) * 1000
    facts.recordedTime = this.#clock.at(now)
    facts.latencyUs = Math.min(0xffffffff, Math.max(0, Math.round(spentUs)))
    facts.eventTime = facts.recordedTime - facts.latencyUs
    facts.requestId = request.requestId.slice(0, mostIdBytes)
    facts.status = status
    facts.kind = kind
    facts.sampling = sampling
  }

  #viewOf(by: Answerer): AnswererView {
    const known = this.#views.get(by)
    if (known !== undefined) return known
    const { route, handle, arm, servedBy, fallbackReason } = by
    const context = createRecordContext({
      ...{ routeRevision: route.revision, arm: arm.arm, servedBy },
      ...(arm.version === 0 ? {} : { versionDigest: handle.loaded.version.digest }),
      ...(fallbackReason === undefined ? {} : { fallbackReason }),
    })
    const encoder = new RecordEncoder(handle.loaded.contract, this.#columns, this.#key)
    const view = { context, encoder }
    this.#views.set(by, view)
    return view
  }

  #contextOf(problem: string, routeRevision: number): RecordContext {
    const known = this.#contexts.get(problem)
    if (known?.routeRevision === routeRevision) return known
    const context = createRecordContext({ routeRevision, problem })
    if (this.#contexts.size >= mostContexts) this.#contexts.clear()
    this.#contexts.set(problem, context)
    return context
  }
}

function timeOf(value: unknown): number | undefined {
  const us = typeof value === 'string' ? parseTimestamp(value) : undefined
  return Number.isSafeInteger(us) ? us : undefined
}
