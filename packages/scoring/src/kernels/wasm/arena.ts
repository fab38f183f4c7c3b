import { createWasmMemory, type WasmMemory } from '../../platform-globals.ts'
import type { Address } from './kernels.ts'
import { pageBytes } from './memory-pool.ts'

const mostBytes = 65_536 * pageBytes
/** Everything starts on a cache line. */
const alignment = 64

/** The memory of the kernels of one model, filled from the bottom up and given back as a whole. */
export class Arena {
  readonly memory: WasmMemory = createWasmMemory(1)
  /** What starts at address 0 stays zero: kernels read it where there is nothing to read. */
  #end = alignment
  #bytes = new Uint8Array(this.memory.buffer)
  #words = new Uint32Array(this.memory.buffer)
  #doubles = new Float64Array(this.memory.buffer)

  /**
   * Room for `bytes` bytes, all zero. Views taken before are empty afterwards.
   *
   * @throws RangeError when the machine has no more memory, or 32 bits no more addresses
   */
  reserve(bytes: number): Address {
    const address = this.#end
    const end = address + Math.ceil(bytes / alignment) * alignment
    if (end > mostBytes) {
      throw new RangeError(`Trees of ${end} bytes to score, expected at most ${mostBytes}.`)
    }
    const lacking = end - this.memory.buffer.byteLength
    if (lacking > 0) {
      this.#grow(Math.ceil(lacking / pageBytes))
      this.#bytes = new Uint8Array(this.memory.buffer)
      this.#words = new Uint32Array(this.memory.buffer)
      this.#doubles = new Float64Array(this.memory.buffer)
    }
    this.#end = end
    return address
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages)
    } catch (cause) {
      const found = this.memory.buffer.byteLength
      const wanted = `${pages * pageBytes} bytes more for its trees`
      throw new RangeError(`A model of ${found} bytes wants ${wanted}, which there are not.`, {
        cause,
      })
    }
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get words(): Uint32Array {
    return this.#words
  }

  get doubles(): Float64Array {
    return this.#doubles
  }

  /** Room for numbers, with the numbers in it. */
  reserveDoubles(numbers: Float64Array): Address {
    const address = this.reserve(numbers.byteLength)
    this.#doubles.set(numbers, address / 8)
    return address
  }

  /** As `reserveDoubles`, for words. */
  reserveWords(words: Uint32Array): Address {
    const address = this.reserve(words.byteLength)
    this.#words.set(words, address / 4)
    return address
  }
}
