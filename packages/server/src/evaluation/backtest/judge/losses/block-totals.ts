/** Sums by block that grow with the blocks. */
export class BlockTotals {
  #sums = new Float64Array(32)

  add(block: number, value: number): void {
    if (block >= this.#sums.length) this.#grow(block)
    this.#sums[block] = (this.#sums[block] as number) + value // there is room
  }

  /** Adds one value for each row, in their order; rows of a block mostly follow each other. */
  addRows(blocks: Int32Array, values: Float64Array): void {
    for (let from = 0; from < blocks.length; ) {
      const block = blocks[from] as number // in range
      if (block >= this.#sums.length) this.#grow(block)
      let sum = this.#sums[block] as number // there is room
      let row = from
      do sum += values[row++] as number
      while (blocks[row] === block)
      this.#sums[block] = sum
      from = row
    }
  }

  /** Counts the rows of each block. */
  countRows(blocks: Int32Array): void {
    for (let from = 0; from < blocks.length; ) {
      const block = blocks[from] as number // in range
      let until = from + 1
      while (blocks[until] === block) until++
      this.add(block, until - from)
      from = until
    }
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
