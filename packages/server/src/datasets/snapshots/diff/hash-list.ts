import type { RowHashes } from '../row-hash.ts'

/** Row hashes one after the other, eight bytes each, that can be put in order. */
export class HashList {
  #hashes = new BigUint64Array(1 << 12)
  #count = 0

  /** @param share of `shares`: only hashes whose first half leaves this remainder are taken */
  add({ count, first, second }: RowHashes, share: number, shares: number): void {
    this.#grow(this.#count + count)
    const halves = new Uint32Array(this.#hashes.buffer)
    let at = this.#count
    for (let row = 0; row < count; row++) {
      const high = first[row] as number // rows are within both arrays
      if (high % shares !== share) continue
      halves[2 * at] = second[row] as number
      halves[2 * at + 1] = high
      at += 1
    }
    this.#count = at
  }

  /** In ascending order. */
  sorted(): BigUint64Array {
    return this.#hashes.subarray(0, this.#count).sort()
  }

  #grow(size: number): void {
    if (size <= this.#hashes.length) return
    const hashes = new BigUint64Array(Math.max(size, this.#hashes.length * 2))
    hashes.set(this.#hashes.subarray(0, this.#count))
    this.#hashes = hashes
  }
}

export interface MultisetDifference {
  /** Rows of the second that the first has not, each as often as it is there more often. */
  readonly added: number
  readonly removed: number
}

/** Compares two multisets of hashes, both in ascending order. */
export function compareSorted(before: BigUint64Array, after: BigUint64Array): MultisetDifference {
  let [i, j, added, removed] = [0, 0, 0, 0]
  while (i < before.length && j < after.length) {
    const a = before[i] as bigint // both are within their lengths
    const b = after[j] as bigint
    if (a === b) {
      i += 1
      j += 1
    } else if (a < b) {
      removed += 1
      i += 1
    } else {
      added += 1
      j += 1
    }
  }
  return { added: added + after.length - j, removed: removed + before.length - i }
}
