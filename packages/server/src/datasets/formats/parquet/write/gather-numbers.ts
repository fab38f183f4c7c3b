import type { Column } from '../../../types.ts'
import { PresentRows } from './levels.ts'
import { littleEndian32, littleEndian64 } from './little-endian.ts'
import type { ColumnGatherer, EncodedColumn } from './types.ts'

type NumericKind = 'number' | 'integer' | 'timestamp'

/** Numbers as DOUBLE, integers and times as INT64; NaN is null. */
export class NumberGatherer implements ColumnGatherer {
  readonly name: string
  readonly #kind: NumericKind
  readonly #present: PresentRows
  /** The values that are there, one after the other. */
  readonly #values: Float64Array
  #count = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #done = false

  constructor({ name, kind }: { name: string; kind: NumericKind }, capacity: number) {
    this.name = name
    this.#kind = kind
    this.#present = new PresentRows(capacity)
    this.#values = new Float64Array(capacity)
  }

  take(column: Column, from: number, count: number): void {
    if (this.#done) this.#clear()
    const expected = this.#kind === 'timestamp' ? 'timestamp' : 'number'
    if (column.kind !== expected) {
      throw new RangeError(`column ${this.name}: a ${column.kind} column, not ${expected}`)
    }
    const part = column.values.subarray(from, from + count)
    if (part.length !== count) throw new RangeError(`column ${this.name}: ${part.length} values`)
    if (this.#kind !== 'number') this.#checkIntegers(part)
    this.#add(part)
  }

  encode(): EncodedColumn {
    this.#done = true
    const values = this.#values.subarray(0, this.#count)
    const levels = this.#present.levels
    return {
      column: { name: this.name, kind: this.#kind },
      rows: this.#present.rows,
      nulls: this.#present.nulls,
      ...(levels && { levels }),
      ...(this.#count > 0 && this.#bounds()),
      body: this.#kind === 'number' ? littleEndian64(values) : int64Bytes(values),
    }
  }

  #add(part: Float64Array): void {
    let min = this.#min
    let max = this.#max
    const missing = countMissing(part)
    if (missing === 0) {
      this.#values.set(part, this.#count)
      this.#count += part.length
      this.#present.addPresent(part.length)
      for (let i = 0; i < part.length; i++) {
        const value = part[i] as number // within its length
        if (value < min) min = value
        if (value > max) max = value
      }
    } else {
      for (let i = 0; i < part.length; i++) {
        const value = part[i] as number // within its length
        if (Number.isNaN(value)) {
          this.#present.addNull()
          continue
        }
        this.#present.addPresent(1)
        this.#values[this.#count++] = value
        if (value < min) min = value
        if (value > max) max = value
      }
    }
    this.#min = min
    this.#max = max
  }

  /** The sign of zero is not kept apart in bounds: the lower is -0 and the upper 0, as Parquet asks. */
  #bounds(): { min: number | bigint; max: number | bigint } {
    if (this.#kind !== 'number') return { min: BigInt(this.#min), max: BigInt(this.#max) }
    return { min: this.#min === 0 ? -0 : this.#min, max: this.#max === 0 ? 0 : this.#max }
  }

  #checkIntegers(part: Float64Array): void {
    for (let i = 0; i < part.length; i++) {
      const value = part[i] as number // within its length
      if (Number.isNaN(value) || isStorable(value, this.#kind)) continue
      throw new RangeError(`column ${this.name}: ${value} is not an exact integer`)
    }
  }

  #clear(): void {
    this.#present.clear()
    this.#count = 0
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
    this.#done = false
  }
}

/** Integers are exact; a time far away, such as the year 9999, is the double that it came as. */
function isStorable(value: number, kind: NumericKind): boolean {
  if (kind === 'integer') return Number.isSafeInteger(value)
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63
}

function countMissing(values: Float64Array): number {
  let missing = 0
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing += 1
  return missing
}

function int64Bytes(values: Float64Array): Uint8Array {
  const halves = new Uint32Array(values.length * 2)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number // within its length
    const high = Math.floor(value / 4_294_967_296)
    halves[2 * i] = value - high * 4_294_967_296
    halves[2 * i + 1] = high
  }
  return littleEndian32(halves)
}
