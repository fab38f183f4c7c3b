import { Asker, type AskerParts } from './ask.ts'
import { exportLog } from './export-log.ts'
import type { CompactionBounds } from './policy.ts'
import type { Done, HistoryKind, HistoryRequest, Upkeep } from './types.ts'
import { keepTables, recoverTables } from './upkeep/keep-tables.ts'

export interface WorkshopParts extends AskerParts {
  readonly bounds: CompactionBounds
}

/**
 * Does what the worker process is asked, one thing after the other: so nobody reads a file that is
 * about to be removed, and memory is that of one request.
 */
export class Workshop {
  readonly #parts: WorkshopParts
  #asker: Asker
  #recovered: Promise<void> | undefined

  constructor(parts: WorkshopParts) {
    this.#parts = parts
    this.#asker = new Asker(parts)
  }

  async answer(request: HistoryRequest, deadlineMs: number): Promise<Done[HistoryKind]> {
    this.#recovered ??= recoverTables(this.#parts)
    await this.#recovered.catch((error) => {
      this.#recovered = undefined
      throw error
    })
    switch (request.kind) {
      case 'query': {
        const { sql, rows, asOf } = request
        return await this.#asker.query(sql, { rows, deadlineMs }, asOf)
      }
      case 'export':
        return await exportLog({ ...this.#parts, asker: this.#asker }, request.order, deadlineMs)
      case 'upkeep':
        this.#asker.close()
        return await this.#keep(request)
    }
  }

  /** What failed half way is ended before anything else is done. */
  async #keep(request: Extract<HistoryRequest, { kind: 'upkeep' }>): Promise<Upkeep> {
    try {
      return await keepTables(this.#parts, request)
    } catch (error) {
      this.#recovered = undefined
      this.#asker = new Asker(this.#parts)
      throw error
    }
  }

  close(): void {
    this.#asker.close()
  }
}
