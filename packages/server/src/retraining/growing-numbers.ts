/** Numbers one after the other, in memory that doubles when it is full. */
export class GrowingNumbers<A extends Float64Array | Int32Array> {
  readonly #create: (length: number) => A
  #data: A
  #length = 0

  /** @param create makes the memory for so many numbers */
  constructor(create: (length: number) => A, capacity = 1024) {
    this.#create = create
    this.#data = create(Math.max(1, capacity))
  }

  push(value: number): void {
    if (this.#length === this.#data.length) this.#grow()
    this.#data[this.#length] = value
    this.#length += 1
  }

  get length(): number {
    return this.#length
  }

  /** The numbers so far, in memory shared with what follows. */
  get values(): A {
    // A part of an array is an array of the same type.
    return this.#data.subarray(0, this.#length) as A
  }

  #grow(): void {
    const larger = this.#create(this.#data.length * 2)
    larger.set(this.#data)
    this.#data = larger
  }
}
