import {
  type HashedColumn,
  RowHasher,
  type RowHashes,
  unsigned,
} from '../../datasets/snapshots/index.ts'
import type { ColumnBatch } from '../../datasets/types.ts'
import { hostIsLittleEndian } from '../../platform/byte-order.ts'

/** The upper halves of -0 and of what stands for every NaN. */
const signBit = 0x80000000 | 0
const missing = 0x7ff80000

/** The two halves that rows have before their first column: digits of pi. */
const beginning = [0x243f6a88, 0x85a308d3 | 0] as const

/**
 * Hashes rows by the values of some columns to 64 bits, for tables that live as long as one look: in
 * less than half the time that the hashes of snapshots take, which are kept and so know no order of
 * columns. Equal rows have equal hashes, and rows that differ in one column always have others, as
 * every step can be turned back.
 */
export class ContentHasher {
  readonly #columns: readonly { readonly name: string; readonly others?: RowHasher }[]
  #first = new Int32Array(0)
  #second = new Int32Array(0)

  /** @param columns always in the same order */
  constructor(columns: readonly HashedColumn[]) {
    this.#columns = columns.map((column) => {
      const isNumber = column.kind === 'number' || column.kind === 'timestamp'
      return { name: column.name, ...(!isNumber && { others: new RowHasher([column]) }) }
    })
  }

  /** Valid until the next batch is hashed. */
  hash(batch: ColumnBatch): RowHashes {
    const { count } = batch
    if (this.#first.length < count) {
      this.#first = new Int32Array(count)
      this.#second = new Int32Array(count)
    }
    const first = this.#first.fill(beginning[0], 0, count)
    const second = this.#second.fill(beginning[1], 0, count)
    for (const { name, others } of this.#columns) {
      const column = batch.columns.get(name)
      if (column?.kind === 'number' || column?.kind === 'timestamp') {
        addNumbers(first, second, column.values, count)
      } else if (others !== undefined) addHashes(first, second, others.hash(batch))
      else throw new RangeError(`column ${name} is ${column?.kind}`)
    }
    finish(first, second, count)
    return { count, first: unsigned(first), second: unsigned(second) }
  }
}

function addNumbers(
  first: Int32Array,
  second: Int32Array,
  values: Float64Array,
  count: number,
): void {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  const lowAt = hostIsLittleEndian ? 0 : 1
  for (let row = 0; row < count; row++) {
    let low = halves[2 * row + lowAt] as number // each value has two halves
    let high = halves[2 * row + 1 - lowAt] as number
    // A NaN, whatever its bits, is missing; -0 is 0.
    if ((high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0) {
      low = 0
      high = missing
    }
    if (high === signBit && low === 0) high = 0
    add(first, second, row, low, high)
  }
}

function addHashes(first: Int32Array, second: Int32Array, hashes: RowHashes): void {
  for (let row = 0; row < hashes.count; row++) {
    add(first, second, row, hashes.first[row] as number, hashes.second[row] as number) // in range
  }
}

/** One step of a row: whatever was there, other halves lead to another place. */
function add(first: Int32Array, second: Int32Array, row: number, low: number, high: number): void {
  const a = Math.imul((first[row] as number) ^ low, 0x9e3779b1) // within both arrays
  const b = Math.imul((second[row] as number) ^ high ^ (a >>> 15), 0x85ebca6b)
  first[row] = (a + (b ^ (b >>> 13))) | 0
  second[row] = b
}

/** Spreads what the last columns had over all bits: as murmur3 ends. */
function finish(first: Int32Array, second: Int32Array, count: number): void {
  for (let row = 0; row < count; row++) {
    const b = spread(second[row] as number) // one for each row
    first[row] = spread((first[row] as number) ^ b)
    second[row] = spread(b + (first[row] as number))
  }
}

function spread(half: number): number {
  let x = Math.imul(half ^ (half >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
