import { hostIsLittleEndian } from '../../platform/byte-order.ts'
import { type Column, type ColumnBatch, type Levels, missingBoolean } from '../types.ts'
import { textLanes } from './text-lanes.ts'

/** The upper half of -0. Words are signed here, as the engine computes with these alone without a detour. */
const signBit = 0x80000000 | 0

/** 64 bits of each row, as two halves; valid until the next batch is hashed. */
export interface RowHashes {
  readonly count: number
  readonly first: Uint32Array
  readonly second: Uint32Array
}

/** What a column is hashed as. */
export interface HashedColumn {
  readonly name: string
  readonly kind: Column['kind']
}

/**
 * Hashes rows by the names, kinds and values of their columns (docs/reference/snapshots.md has the
 * definition): whatever the order of the columns, the file format or its writer, equal rows have
 * equal hashes. It finds accidents, and does not withstand an adversary.
 */
export class RowHasher {
  readonly #columns: readonly ColumnHasher[]
  #first = new Int32Array(0)
  #second = new Int32Array(0)

  constructor(columns: readonly HashedColumn[]) {
    this.#columns = columns.map((column) => new ColumnHasher(column))
  }

  /** @throws RangeError when a column is missing or of another kind */
  hash(batch: ColumnBatch): RowHashes {
    const { count } = batch
    if (this.#first.length < count) {
      this.#first = new Int32Array(count)
      this.#second = new Int32Array(count)
    }
    const first = this.#first.fill(0, 0, count)
    const second = this.#second.fill(0, 0, count)
    for (const hasher of this.#columns) hasher.addTo(first, second, batch)
    for (let row = 0; row < count; row++) {
      const a = first[row] as number // rows are within both arrays
      const b = second[row] as number
      first[row] = mixFirst(a, b)
      second[row] = mixSecond(a, b)
    }
    return { count, first: unsigned(first), second: unsigned(second) }
  }
}

/** Adds the hash of one column's value to those of the rows. */
class ColumnHasher {
  readonly #column: HashedColumn
  readonly #seed: Pair
  readonly #missing: Pair
  readonly #ofLevels = new WeakMap<Levels, Pairs>()

  constructor(column: HashedColumn) {
    this.#column = column
    this.#seed = hashText(`${column.kind}\0${column.name}`)
    this.#missing = hashText(`missing\0${column.name}`)
  }

  addTo(first: Int32Array, second: Int32Array, batch: ColumnBatch): void {
    const { name, kind } = this.#column
    const column = batch.columns.get(name)
    if (column?.kind !== kind)
      throw new RangeError(`column ${name} is ${column?.kind}, not ${kind}`)
    if (column.kind === 'text')
      this.#addText(first, second, column.codes, column.levels, batch.count)
    else if (column.kind === 'boolean') this.#addBooleans(first, second, column.values, batch.count)
    else this.#addNumbers(first, second, column.values, batch.count)
  }

  #addNumbers(first: Int32Array, second: Int32Array, values: Float64Array, count: number): void {
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    const lowAt = hostIsLittleEndian ? 0 : 1
    const [seedA, seedB] = this.#seed
    const [missingA, missingB] = this.#missing
    for (let row = 0; row < count; row++) {
      const low = halves[2 * row + lowAt] as number // each value has two halves
      let high = halves[2 * row + 1 - lowAt] as number
      // A NaN, whatever its bits, is missing; -0 is 0.
      if ((high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0) {
        first[row] = ((first[row] as number) + missingA) | 0
        second[row] = ((second[row] as number) + missingB) | 0
        continue
      }
      if (high === signBit && low === 0) high = 0
      first[row] = ((first[row] as number) + mixFirst(low ^ seedA, high)) | 0
      second[row] = ((second[row] as number) + mixSecond(low, high ^ seedB)) | 0
    }
  }

  #addBooleans(first: Int32Array, second: Int32Array, values: Uint8Array, count: number): void {
    const [seedA, seedB] = this.#seed
    const [missingA, missingB] = this.#missing
    for (let row = 0; row < count; row++) {
      const value = values[row] as number // rows are within the column
      const isMissing = value === missingBoolean
      first[row] = (first[row] as number) + (isMissing ? missingA : mixFirst(value ^ seedA, 0))
      second[row] = (second[row] as number) + (isMissing ? missingB : mixSecond(value, seedB))
    }
  }

  #addText(
    first: Int32Array,
    second: Int32Array,
    codes: Int32Array,
    levels: Levels,
    count: number,
  ): void {
    const known = this.#pairsOf(levels)
    const [missingA, missingB] = this.#missing
    for (let row = 0; row < count; row++) {
      const code = codes[row] as number // rows are within the column
      first[row] = (first[row] as number) + (code < 0 ? missingA : (known.first[code] as number))
      second[row] = (second[row] as number) + (code < 0 ? missingB : (known.second[code] as number))
    }
  }

  /** The hashes of every text of a table, kept and made longer as the table grows. */
  #pairsOf(levels: Levels): Pairs {
    const before = this.#ofLevels.get(levels)
    const { length } = levels.texts
    if (before !== undefined && before.count === length) return before
    const room =
      before !== undefined && before.first.length >= length ? before : grown(before, length)
    for (let code = before?.count ?? 0; code < length; code++) {
      const [low, high] = hashText(levels.texts[code] ?? '')
      room.first[code] = mixFirst(low ^ this.#seed[0], high)
      room.second[code] = mixSecond(low, high ^ this.#seed[1])
    }
    const after = { ...room, count: length }
    this.#ofLevels.set(levels, after)
    return after
  }
}

/** The same bits as numbers of at least 0. */
export function unsigned({ buffer, byteOffset, length }: Int32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length)
}

type Pair = readonly [number, number]

interface Pairs {
  readonly count: number
  readonly first: Int32Array
  readonly second: Int32Array
}

function grown(before: Pairs | undefined, length: number): Pairs {
  const first = new Int32Array(length * 2)
  const second = new Int32Array(length * 2)
  if (before !== undefined) {
    first.set(before.first.subarray(0, before.count))
    second.set(before.second.subarray(0, before.count))
  }
  return { count: before?.count ?? 0, first, second }
}

/** 64 bits of the UTF-8 bytes of a text. */
function hashText(text: string): Pair {
  const [a, b] = textLanes(text)
  return [mixFirst(a, b), mixSecond(a, b)]
}

/** 32 bits of two words; its multipliers are those of murmur3 and xxhash. */
function mixFirst(low: number, high: number): number {
  let x = Math.imul(low ^ (low >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13) ^ high, 0xc2b2ae35)
  x = Math.imul(x ^ (x >>> 16), 0x9e3779b1)
  return x ^ (x >>> 15)
}

/** 32 other bits of the same two words. */
function mixSecond(low: number, high: number): number {
  let y = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d)
  y = Math.imul(y ^ (y >>> 12) ^ low, 0x297a2d39)
  y = Math.imul(y ^ (y >>> 15), 0x165667b1)
  return y ^ (y >>> 14)
}
