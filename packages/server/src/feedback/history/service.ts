import type { CoverageView, RestatementPage } from '@ratchet-ml/protocol'
import type { Clock, Micros } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { coverageOf, restatementsOf } from './coverage.ts'
import type { Exported, ExportOrder, KeepDays, QueryResult, Upkeep } from './types.ts'
import type { HistoryWorker } from './worker-process.ts'

export interface HistoryOptions {
  readonly worker: HistoryWorker
  readonly clock: Clock
  readonly logger: Logger
  readonly later: (ms: number, run: () => void) => () => void
  /** Whether anything was sealed that is in no table yet; costs next to nothing. */
  readonly hasWork: () => Promise<boolean>
  readonly keepDays: KeepDays
}

/** How long a query may take. */
const queryDeadlineMs = 30_000
const exportDeadlineMs = 600_000
const upkeepDeadlineMs = 600_000
const everyMs = 30_000
const dayMs = 86_400_000

/** The log and the outcomes as tables: kept in order in the background, and asked. */
export class History {
  readonly #options: HistoryOptions
  #cancel: (() => void) | undefined
  #isClosed = false
  /** When days were last looked through for those that are kept no longer. */
  #lookedMs = Number.NEGATIVE_INFINITY

  constructor(options: HistoryOptions) {
    this.#options = options
  }

  /** Converts what is there, and from now on what is sealed. */
  start(): void {
    this.#schedule(1000)
  }

  /**
   * @param asOf microseconds UTC: as it was known then
   * @returns a `QueryResult` as JSON
   */
  async query(sql: string, rows: number, asOf?: number): Promise<Uint8Array> {
    const request = { kind: 'query', sql, rows, ...(asOf === undefined ? {} : { asOf }) } as const
    return await this.#options.worker.ask(request, queryDeadlineMs)
  }

  /** How many predictions of an endpoint have an outcome of a name, and after how long. */
  async coverage(endpoint: string, name: string, asOf?: Micros): Promise<CoverageView> {
    return await coverageOf(this.#ask, endpoint, name, this.#options.clock.now(), asOf)
  }

  /** What was first recorded otherwise of an endpoint's predictions, newest first. */
  async restatements(endpoint: string, most: number): Promise<RestatementPage> {
    return await restatementsOf(this.#ask, endpoint, most)
  }

  readonly #ask = async (sql: string, rows: number, asOf?: number): Promise<QueryResult> =>
    JSON.parse(new TextDecoder().decode(await this.query(sql, rows, asOf)))

  async export(order: ExportOrder): Promise<Exported> {
    return await this.#options.worker.ask({ kind: 'export', order }, exportDeadlineMs)
  }

  /** @param merges how few small files of a day are merged: 2 for all, more to leave some for later */
  async keep(merges: number): Promise<Upkeep> {
    const { worker, keepDays, clock, logger } = this.#options
    const request = { kind: 'upkeep', merges, keepDays, now: clock.now() } as const
    const done = await worker.ask(request, upkeepDeadlineMs)
    if (done.removedDays > 0) {
      const { removedDays, removedRows } = done
      logger.info('days of predictions are kept no longer', { removedDays, removedRows })
    }
    return done
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel?.()
    await this.#options.worker.close()
  }

  #schedule(ms: number): void {
    if (this.#isClosed) return
    this.#cancel = this.#options.later(ms, () => {
      this.#look()
        .catch((error) => {
          if (!this.#isClosed) this.#options.logger.error('log not made into tables', { error })
        })
        .finally(() => this.#schedule(everyMs))
    })
  }

  async #look(): Promise<void> {
    const { clock, hasWork, keepDays } = this.#options
    const now = clock.monotonicMs()
    const mayForget = Object.keys(keepDays).length > 0 && now - this.#lookedMs >= dayMs / 24
    if (!mayForget && !(await hasWork())) return
    this.#lookedMs = now
    await this.keep(mergesInBackground)
  }
}

/** Merging costs as much as what it merges, so that not every new file is worth it. */
const mergesInBackground = 8
