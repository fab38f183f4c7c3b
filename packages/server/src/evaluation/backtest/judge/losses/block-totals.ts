/** Sums by block that grow with the blocks. */
export class BlockTotals {
  #sums = new Float64Array(32)

  add(block: number, value: number): void {
    if (block >= this.#sums.length) this.#grow(block)
    this.#sums[block] = (this.#sums[block] as number) + value // there is room
  }

  /** The sums of these blocks in this order. */
  of(order: readonly number[]): Float64Array {
    return Float64Array.from(order, (block) => this.#sums[block] ?? 0)
  }

  #grow(block: number): void {
    const larger = new Float64Array(Math.max(2 * this.#sums.length, block + 1))
    larger.set(this.#sums)
    this.#sums = larger
  }
}
