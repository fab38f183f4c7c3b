import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import type { IntakeBody } from './intake.ts'
import type { OutcomeOrder } from './order.ts'
import { type BodyRow, createLineReader } from './read-rows.ts'
import type { RowTaker } from './row-taker.ts'

/** Newline-delimited JSON or CSV, taken as it comes. */
export class LinesBody implements IntakeBody {
  readonly #taker: RowTaker
  readonly #reader: ReturnType<typeof createLineReader>

  constructor(taker: RowTaker, order: OutcomeOrder, form: 'ndjson' | 'csv') {
    this.#taker = taker
    this.#reader = createLineReader(form, order)
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#takeAll(this.#reader.push(chunk))
    await this.#taker.settle()
  }

  async end(): Promise<OutcomeReceipt> {
    this.#takeAll(this.#reader.end())
    return await this.#taker.finish()
  }

  async abort(): Promise<void> {}

  #takeAll(rows: readonly BodyRow[]): void {
    for (const row of rows) {
      if (row.kind === 'row') this.#taker.take(row.at, row.record)
      else this.#taker.refuse(row.at, row.fault)
    }
  }
}
