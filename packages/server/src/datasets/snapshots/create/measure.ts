import type { TimeRange } from '@ratchet-ml/protocol'
import { micros, toRfc3339 } from '../../../platform/clock.ts'
import { type Column, type ColumnBatch, missingBoolean } from '../../types.ts'
import { ContentSum } from '../content-hash.ts'
import type { RowHasher } from '../row-hash.ts'

/** What the rows of a part say: how many, when, which. */
export class Measure {
  readonly #hasher: RowHasher
  readonly #time: string | undefined
  readonly #sum = new ContentSum()
  #rows = 0
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  constructor(hasher: RowHasher, timeColumn: string | undefined) {
    this.#hasher = hasher
    this.#time = timeColumn
  }

  add(batch: ColumnBatch): void {
    this.#rows += batch.count
    this.#sum.add(this.#hasher.hash(batch))
    const time = this.#time === undefined ? undefined : batch.columns.get(this.#time)
    if (time?.kind !== 'timestamp') return
    for (let row = 0; row < batch.count; row++) {
      const value = time.values[row] as number // rows are within the column
      if (value < this.#first) this.#first = value
      if (value > this.#last) this.#last = value
    }
  }

  get rows(): number {
    return this.#rows
  }

  get contentHash(): string {
    return this.#sum.toString()
  }

  get time(): TimeRange | undefined {
    if (this.#first > this.#last) return undefined
    return { first: toRfc3339(micros(this.#first)), last: toRfc3339(micros(this.#last)) }
  }
}

/** Adds the missing values of a batch to the counts by column. */
export function countMissing(batch: ColumnBatch, counts: Map<string, number>): void {
  for (const [name, column] of batch.columns) {
    const missing = missingIn(column, batch.count)
    if (missing > 0) counts.set(name, (counts.get(name) ?? 0) + missing)
  }
}

function missingIn(column: Column, count: number): number {
  let missing = 0
  switch (column.kind) {
    case 'text':
      for (let row = 0; row < count; row++) if ((column.codes[row] as number) < 0) missing += 1
      break
    case 'boolean':
      for (let row = 0; row < count; row++) {
        if (column.values[row] === missingBoolean) missing += 1
      }
      break
    default:
      for (let row = 0; row < count; row++) if (Number.isNaN(column.values[row])) missing += 1
  }
  return missing
}
