/**
 * Counts of 64-bit keys by a small code, in bounded memory. When the table is full, keys are kept whose second
 * half is below a bound that is halved: all rows of a kept key are counted, all of the others are not, so that
 * what is equal stays together. Keys differ from each other by chance alone: two of a million are taken for
 * one in less than one of a hundred tables, at 16 codes.
 */
export class KeyTable {
  readonly codes: number
  readonly #mostSlots: number
  readonly #codeMask: number
  #slots = 1 << 12
  #first = new Uint32Array(this.#slots)
  #second = new Uint32Array(this.#slots)
  #counts = new Uint32Array(this.#slots)
  #size = 0
  #bound = 2 ** 32
  #halvings = 0

  /** @param codes how many there are; @param mostSlots a power of two: 12 bytes each */
  constructor(codes: number, mostSlots = 1 << 18) {
    this.codes = codes
    this.#mostSlots = mostSlots
    let bits = 0
    while (1 << bits < codes) bits += 1
    this.#codeMask = (1 << bits) - 1
  }

  /** One key of so many is looked at: 1 for all of them. */
  get oneIn(): number {
    return 2 ** this.#halvings
  }

  /** Whether keys with this second half are counted now; where not, they never will be. */
  takes(second: number): boolean {
    return second < this.#bound
  }

  add(first: number, second: number, code: number): void {
    if (second >= this.#bound) return
    this.#count(first, ((second & ~this.#codeMask) | code) >>> 0, 1)
    while (4 * this.#size > 3 * this.#slots) this.#makeRoom()
  }

  /** Visits each key once with its counts by code; they are valid during the visit alone. */
  forEach(visit: (counts: Float64Array) => void): void {
    const counts = new Float64Array(this.codes)
    const mask = this.#slots - 1
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.#counts[slot] === 0) continue
      const first = this.#first[slot] as number // within the table
      const key = (this.#second[slot] as number) & ~this.#codeMask
      counts.fill(0)
      let isFirst = true
      // All codes of a key stand in the run that begins at its place.
      for (let at = placeOf(first, key) & mask; this.#counts[at] !== 0; at = (at + 1) & mask) {
        const second = this.#second[at] as number
        if (this.#first[at] !== first || (second & ~this.#codeMask) !== key) continue
        if (at !== slot && counts.every((count) => count === 0)) isFirst = false
        counts[second & this.#codeMask] = this.#counts[at] as number
        if (!isFirst) break
      }
      if (isFirst) visit(counts)
    }
  }

  #count(first: number, second: number, times: number): void {
    const mask = this.#slots - 1
    let at = placeOf(first, second & ~this.#codeMask) & mask
    while (this.#counts[at] !== 0) {
      if (this.#first[at] === first && this.#second[at] === second) {
        this.#counts[at] = (this.#counts[at] as number) + times
        return
      }
      at = (at + 1) & mask
    }
    this.#first[at] = first
    this.#second[at] = second
    this.#counts[at] = times
    this.#size += 1
  }

  #makeRoom(): void {
    const [first, second, counts] = [this.#first, this.#second, this.#counts]
    if (this.#slots < this.#mostSlots) this.#slots *= 2
    else {
      this.#halvings += 1
      this.#bound /= 2
    }
    this.#first = new Uint32Array(this.#slots)
    this.#second = new Uint32Array(this.#slots)
    this.#counts = new Uint32Array(this.#slots)
    this.#size = 0
    for (let slot = 0; slot < counts.length; slot++) {
      const held = second[slot] as number // within the table
      const times = counts[slot] as number
      if (times > 0 && (held & ~this.#codeMask) >>> 0 < this.#bound) {
        this.#count(first[slot] as number, held, times)
      }
    }
  }
}

function placeOf(first: number, key: number): number {
  return first ^ (key >>> 15)
}
