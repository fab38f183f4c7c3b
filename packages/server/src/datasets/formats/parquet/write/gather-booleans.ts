import { type Column, missingBoolean } from '../../../types.ts'
import { PresentRows } from './levels.ts'
import type { ColumnGatherer, EncodedColumn } from './types.ts'

/** Booleans, a bit each. */
export class BooleanGatherer implements ColumnGatherer {
  readonly name: string
  readonly #present: PresentRows
  readonly #bits: Uint8Array
  #count = 0
  #ones = 0
  #done = false

  constructor({ name }: { name: string }, capacity: number) {
    this.name = name
    this.#present = new PresentRows(capacity)
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  take(column: Column, from: number, count: number): void {
    if (this.#done) this.#clear()
    if (column.kind !== 'boolean') {
      throw new RangeError(`column ${this.name}: a ${column.kind} column, not boolean`)
    }
    for (let row = from; row < from + count; row++) {
      const value = column.values[row]
      if (value === missingBoolean) this.#present.addNull()
      else this.#add(value === 1)
    }
  }

  encode(): EncodedColumn {
    this.#done = true
    const levels = this.#present.levels
    const bounds = { min: this.#ones === this.#count, max: this.#ones > 0 }
    return {
      column: { name: this.name, kind: 'boolean' },
      rows: this.#present.rows,
      nulls: this.#present.nulls,
      ...(levels && { levels }),
      ...(this.#count > 0 && bounds),
      body: this.#bits.subarray(0, Math.ceil(this.#count / 8)),
    }
  }

  #add(isTrue: boolean): void {
    this.#present.addPresent(1)
    if (isTrue) {
      const at = this.#count >> 3
      this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (this.#count & 7))
      this.#ones += 1
    }
    this.#count += 1
  }

  #clear(): void {
    this.#present.clear()
    this.#bits.fill(0)
    this.#count = 0
    this.#ones = 0
    this.#done = false
  }
}
