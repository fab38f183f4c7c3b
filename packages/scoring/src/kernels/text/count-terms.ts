import { murmur3 } from '../../ir/text/murmur3.ts'
import { textsOfList } from '../../ir/text/text-tables.ts'
import type { TextVocabulary } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'
import type { SparseBlock } from './sparse-block.ts'
import { VocabularyTable } from './vocabulary-table.ts'

/** Counts a term: the characters from `start` to `end`, with their hash (see VocabularyTable). */
export type CountTerm = (codes: Int32Array, start: number, end: number, hash: number) => void

/** The counts of one text, column by column, in memory that is used again. */
export class TermCounts {
  readonly count: CountTerm
  /** Whether a term of this hash may count for something, so that it is worth putting together. */
  readonly mayCount: (hash: number) => boolean
  readonly #isBinary: boolean
  readonly #counts: Float64Array
  /** A bit for each column that has been counted. */
  readonly #bits: Uint32Array
  #touched = new Int32Array(256)
  #touchedCount = 0

  constructor(coefficients: Coefficients, vocabulary: TextVocabulary, isBinary: boolean) {
    this.#isBinary = isBinary
    this.#counts = new Float64Array(vocabulary.columns)
    this.#bits = new Uint32Array((vocabulary.columns + 31) >>> 5)
    if (vocabulary.kind === 'listed') {
      const table = new VocabularyTable(textsOfList(coefficients, vocabulary))
      this.count = this.#countListed(table)
      this.mayCount = (hash) => table.mayHave(hash)
    } else {
      this.count = this.#countHashed(vocabulary.columns, vocabulary.signed)
      this.mayCount = () => true
    }
  }

  /** Writes the counts as the row of a block, and forgets them. */
  writeRow(block: SparseBlock, row: number): void {
    const start = block.starts[row] as number
    const end = start + this.#touchedCount
    block.reserve(end)
    this.#sortTouched()
    const { columns, values } = block
    for (let i = 0; i < this.#touchedCount; i++) {
      const column = this.#touched[i] as number
      columns[start + i] = column
      values[start + i] = this.#isBinary ? 1 : (this.#counts[column] as number)
      this.#counts[column] = 0
      this.#bits[column >>> 5] = 0
    }
    this.#touchedCount = 0
    block.starts[row + 1] = end
  }

  #countListed(table: VocabularyTable): CountTerm {
    return (codes, start, end, hash) => {
      const column = table.find(codes, start, end, hash)
      if (column >= 0) this.#add(column, 1)
    }
  }

  #countHashed(width: number, isSigned: boolean): CountTerm {
    let bytes = new Uint8Array(256)
    return (codes, start, end) => {
      if (4 * (end - start) > bytes.length) bytes = new Uint8Array(8 * (end - start))
      const hash = murmur3(bytes, 0, writeUtf8(codes, start, end, bytes))
      this.#add(Math.abs(hash) % width, isSigned && hash < 0 ? -1 : 1)
    }
  }

  #add(column: number, by: number): void {
    const word = this.#bits[column >>> 5] as number
    const bit = 1 << (column & 31)
    this.#counts[column] = (this.#counts[column] as number) + by
    if ((word & bit) !== 0) return
    this.#bits[column >>> 5] = word | bit
    if (this.#touchedCount === this.#touched.length) this.#grow()
    this.#touched[this.#touchedCount++] = column
  }

  #grow(): void {
    const touched = new Int32Array(2 * this.#touched.length)
    touched.set(this.#touched)
    this.#touched = touched
  }

  /** Few columns are sorted, many are found by their bits. */
  #sortTouched(): void {
    if (16 * this.#touchedCount < this.#bits.length) {
      this.#touched.subarray(0, this.#touchedCount).sort()
      return
    }
    let found = 0
    for (let word = 0; found < this.#touchedCount; word++) {
      for (let bits = this.#bits[word] as number; bits !== 0; bits &= bits - 1) {
        this.#touched[found++] = 32 * word + 31 - Math.clz32(bits & -bits)
      }
    }
  }
}

/** @returns where the bytes end; half a surrogate pair is written as U+FFFD */
function writeUtf8(codes: Int32Array, start: number, end: number, bytes: Uint8Array): number {
  let at = 0
  for (let i = start; i < end; i++) {
    let code = codes[i] as number
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd
    if (code < 0x80) bytes[at++] = code
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 63)
    } else {
      if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12)
      else {
        bytes[at++] = 0xf0 | (code >> 18)
        bytes[at++] = 0x80 | ((code >> 12) & 63)
      }
      bytes[at++] = 0x80 | ((code >> 6) & 63)
      bytes[at++] = 0x80 | (code & 63)
    }
  }
  return at
}
