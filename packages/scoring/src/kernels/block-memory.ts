/** Longer blocks are the model's own, so that a wide model does not leave its memory behind. */
const mostSharedNumbers = 1 << 16

/**
 * Memory for the values that programs compute, lent to all scorers of a thread: each writes before it reads,
 * and none is interrupted. Scorers with memory of their own leave it to be collected when they go.
 */
export class BlockMemory {
  readonly #blocks: Float64Array[] = []

  /** Room for the n-th value of a program: so many numbers, with anything in them. */
  take(n: number, length: number): Float64Array {
    if (length > mostSharedNumbers) return new Float64Array(length)
    let block = this.#blocks[n]
    if (block === undefined || block.length < length) {
      block = new Float64Array(length)
      this.#blocks[n] = block
    }
    return block.length === length ? block : block.subarray(0, length)
  }
}
