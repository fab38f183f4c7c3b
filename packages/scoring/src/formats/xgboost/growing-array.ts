type Growable = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

/** A typed array that grows as numbers are appended. */
export class GrowingArray<T extends Growable> {
  #data: T
  #length = 0
  readonly #allocate: (length: number) => T

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate
    this.#data = allocate(64)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#data.length) this.#grow(2 * this.#length)
    this.#data[this.#length] = value
    this.#length += 1
  }

  at(index: number): number {
    return this.#data[index] as number
  }

  /** Appends `count` zeros. @returns the index of the first */
  extend(count: number): number {
    const first = this.#length
    if (first + count > this.#data.length) this.#grow(Math.max(2 * first, first + count))
    this.#length += count
    return first
  }

  set(index: number, value: number): void {
    this.#data[index] = value
  }

  #grow(length: number): void {
    const data = this.#allocate(length)
    data.set(this.#data.subarray(0, this.#length))
    this.#data = data
  }

  /** The first numbers, all of them unless said; this array starts again from none. */
  finish(length = this.#length): T {
    // A slice of a T is a T.
    const data = this.#data.slice(0, length) as T
    this.#length = 0
    return data
  }
}
