/** Which rows have a value, a bit each, least significant first, as Parquet packs bits. */
export class PresentRows {
  readonly #bits: Uint8Array
  #rows = 0
  #nulls = 0

  constructor(capacity: number) {
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  get rows(): number {
    return this.#rows
  }

  get nulls(): number {
    return this.#nulls
  }

  /** Adds rows that all have a value. */
  addPresent(count: number): void {
    const end = this.#rows + count
    for (let row = this.#rows; row < end; row++) {
      this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) | (1 << (row & 7))
    }
    this.#rows = end
  }

  addNull(): void {
    this.#rows += 1
    this.#nulls += 1
  }

  /** The bits of all rows, or `undefined` when every row has a value. */
  get levels(): Uint8Array | undefined {
    return this.#nulls === 0 ? undefined : this.#bits.subarray(0, Math.ceil(this.#rows / 8))
  }

  clear(): void {
    this.#bits.fill(0)
    this.#rows = 0
    this.#nulls = 0
  }
}
