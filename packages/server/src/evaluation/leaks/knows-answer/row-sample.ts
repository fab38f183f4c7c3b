import { createRandom, exp, log, log1p, type Random } from '@ratchet-ml/stats'
import { type Column, missingBoolean } from '../../../datasets/types.ts'
import type { LeakFeature, SeenRows } from '../types.ts'
import { TextKeys } from './text-keys.ts'

/** Values that a sample holds at most, of all features together: 8 bytes each. */
const mostValues = 16_000_000

/**
 * Rows with a label, each equally likely to be in the sample, in bounded memory. The seed alone decides.
 *
 * Source: algorithm L of K.-H. Li, "Reservoir-sampling algorithms of time complexity O(n(1+log(N/n)))", ACM
 * Transactions on Mathematical Software 20 (1994): it draws how many rows to pass over.
 */
export class RowSample {
  readonly capacity: number
  readonly #features: readonly LeakFeature[]
  readonly #values: readonly Float64Array[]
  readonly #labels: Float64Array
  readonly #times: Float64Array
  readonly #random: Random
  readonly #keys = new TextKeys()
  #seen = 0
  #weight = 1
  /** Number of the next row that goes into a full sample, from 1. */
  #next = 0

  /** @param rows at most; fewer where features are very many */
  constructor(features: readonly LeakFeature[], rows: number, seed: number) {
    this.capacity = Math.max(1000, Math.min(rows, Math.floor(mostValues / features.length)))
    this.#features = features
    this.#values = features.map(() => new Float64Array(this.capacity))
    this.#labels = new Float64Array(this.capacity)
    this.#times = new Float64Array(this.capacity)
    this.#random = createRandom(seed)
    this.#next = this.capacity
    this.#passOver()
  }

  /** Rows with a label, of which the sample was drawn. */
  get seen(): number {
    return this.#seen
  }

  get count(): number {
    return Math.min(this.#seen, this.capacity)
  }

  get labels(): Float64Array {
    return this.#labels.subarray(0, this.count)
  }

  /** NaN without an event time. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.count)
  }

  /** Values of the i-th feature: numbers, microseconds, 0 and 1, or keys of texts; NaN is missing. */
  valuesOf(feature: number): Float64Array {
    const values = this.#values[feature]
    if (values === undefined) throw new RangeError(`there is no feature ${feature}`)
    return values.subarray(0, this.count)
  }

  add({ batch, labels, times }: SeenRows): void {
    const rows: number[] = []
    const slots: number[] = []
    let seen = this.#seen
    for (let row = 0; row < batch.count; row++) {
      if (Number.isNaN(labels[row] as number)) continue
      seen += 1
      if (seen > this.capacity && seen < this.#next) continue
      this.#seen = seen
      rows.push(row)
      slots.push(this.#slotOfNext())
    }
    this.#seen = seen
    for (const [at, slot] of slots.entries()) {
      const row = rows[at] as number // one for each slot
      this.#labels[slot] = labels[row] as number
      this.#times[slot] = times?.[row] ?? Number.NaN
    }
    for (const [i, { name }] of this.#features.entries()) {
      const column = batch.columns.get(name)
      const into = this.#values[i]
      if (column !== undefined && into !== undefined) this.#take(column, rows, slots, into)
    }
  }

  #slotOfNext(): number {
    if (this.#seen <= this.capacity) return this.#seen - 1
    this.#passOver()
    return this.#random.nextBelow(this.capacity)
  }

  #passOver(): void {
    this.#weight *= exp(log(1 - this.#random.nextFloat()) / this.capacity)
    const skipped = Math.floor(log(1 - this.#random.nextFloat()) / log1p(-this.#weight))
    this.#next += skipped + 1
  }

  #take(
    column: Column,
    rows: readonly number[],
    slots: readonly number[],
    into: Float64Array,
  ): void {
    const keys = column.kind === 'text' ? this.#keys.of(column.levels) : []
    for (let at = 0; at < slots.length; at++) {
      const row = rows[at] as number // one for each slot
      const slot = slots[at] as number
      if (column.kind === 'text') into[slot] = keys[column.codes[row] as number] ?? Number.NaN
      else {
        const value = column.values[row] as number
        const isMissing = column.kind === 'boolean' && value === missingBoolean
        into[slot] = isMissing ? Number.NaN : value
      }
    }
  }
}
