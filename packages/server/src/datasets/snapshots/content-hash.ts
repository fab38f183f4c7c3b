import type { RowHashes } from './row-hash.ts'

const words = 2 ** 32
const mask = 2n ** 64n - 1n

/**
 * Hash of a multiset of rows: two sums modulo 2^64, of the 64 bits of each row and of as many made
 * from them. It does not depend on the order of the rows, nor on how they lie in files.
 */
export class ContentSum {
  #first = 0n
  #second = 0n

  /** @param without rows that are not counted: 1 where one is left out */
  add({ count, first, second }: RowHashes, without?: Uint8Array): void {
    // Halves are summed apart: a batch has far fewer than 2^21 rows, so that the sums are exact.
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let row = 0; row < count; row++) {
      if (without !== undefined && without[row] === 1) continue
      const high = first[row] as number // rows are within both arrays
      const low = second[row] as number
      a += high
      b += low
      const mixed = Math.imul(high ^ (low >>> 15), 0x27d4eb2f)
      c += (mixed ^ (mixed >>> 16)) >>> 0
      d += Math.imul(low ^ (mixed >>> 13), 0x9e3779b1) >>> 0
    }
    this.#first = (this.#first + BigInt(a) * BigInt(words) + BigInt(b)) & mask
    this.#second = (this.#second + BigInt(c) * BigInt(words) + BigInt(d)) & mask
  }

  /** Adds the rows of another sum. @param hash as `toString` gives it */
  addHash(hash: string): void {
    this.#first = (this.#first + BigInt(`0x${hash.slice(0, 16)}`)) & mask
    this.#second = (this.#second + BigInt(`0x${hash.slice(16)}`)) & mask
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    const hex = (sum: bigint) => sum.toString(16).padStart(16, '0')
    return hex(this.#first) + hex(this.#second)
  }
}
