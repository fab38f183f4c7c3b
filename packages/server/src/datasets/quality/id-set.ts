import { Problem } from '../../platform/problem.ts'

/** Above this many ids the table would take more than a gigabyte. */
const mostIds = 48_000_000

/**
 * A set of 64-bit hashes of ids, eight bytes an entry and at most three quarters full. Two ids with
 * one hash would be taken for one: below one chance in ten thousand at the bound.
 */
export class IdSet {
  #capacity = 1 << 16
  #table = new Uint32Array(2 << 16)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(first: number, second: number): boolean {
    return this.#placeOf(first, second) < 0
  }

  /**
   * Whether it was new.
   * @throws Problem `snapshot-refused` beyond the bound
   */
  add(first: number, second: number): boolean {
    const place = this.#placeOf(first, second)
    if (place < 0) return false
    this.#put(place, first, second)
    this.#size += 1
    if (this.#size > mostIds) throw tooMany()
    if (this.#size * 4 > this.#capacity * 3) this.#grow()
    return true
  }

  /** Where a hash belongs, or a negative number when it is there. Zero marks a free entry. */
  #placeOf(first: number, second: number): number {
    const [a, b] = [nonZero(first), second]
    const mask = this.#capacity - 1
    for (let place = (a ^ (b >>> 7)) & mask; ; place = (place + 1) & mask) {
      const held = this.#table[2 * place]
      if (held === 0) return place
      if (held === a && this.#table[2 * place + 1] === b) return -1
    }
  }

  #put(place: number, first: number, second: number): void {
    this.#table[2 * place] = nonZero(first)
    this.#table[2 * place + 1] = second
  }

  #grow(): void {
    const before = this.#table
    this.#capacity *= 2
    this.#table = new Uint32Array(2 * this.#capacity)
    for (let at = 0; at < before.length; at += 2) {
      const [first = 0, second = 0] = [before[at], before[at + 1]]
      if (first !== 0) this.#put(this.#placeOf(first, second), first, second)
    }
  }
}

function nonZero(first: number): number {
  return first === 0 ? 1 : first >>> 0
}

function tooMany(): Problem {
  return new Problem(
    'snapshot-refused',
    `There are more than ${mostIds} rows with an id; their uniqueness cannot be checked in memory.`,
    { hint: 'Leave --id out, or make a snapshot for each range of times.' },
  )
}
