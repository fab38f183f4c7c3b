const LEAST_PART = 64
const MOST_PART = 8192
/** Parts that were let go of and are used again: 16 MB. */
const MOST_SPARE = 256
const spare: Float64Array<ArrayBuffer>[] = []

/**
 * Numbers that are appended and then taken all at once. They lie in parts, which never move; a new one
 * is as long as all before it, up to a bound.
 */
export class GrowingColumn {
  length = 0
  #parts: Float64Array<ArrayBuffer>[] = []
  #last = new Float64Array(0)
  /** How much of the last part is filled. */
  #filled = 0

  /** Adds the first `count` values. */
  append(values: Float64Array, count: number): void {
    for (let from = 0; from < count; ) {
      const size = this.#reserve(count - from)
      this.#last.set(values.subarray(from, from + size), this.#filled - size)
      from += size
    }
  }

  /** Adds one value so many times. */
  fill(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      const size = this.#reserve(left)
      this.#last.fill(value, this.#filled - size, this.#filled)
      left -= size
    }
  }

  /** Moves all values to the room, which has a place for each; the column is empty afterwards. */
  moveTo(room: Float64Array): void {
    let at = 0
    for (const part of this.#parts) {
      room.set(part.subarray(0, this.length - at), at)
      at += part.length
      if (part.length === MOST_PART && spare.length < MOST_SPARE) spare.push(part)
    }
    this.length = 0
    this.#parts = []
    this.#last = new Float64Array(0)
    this.#filled = 0
  }

  /** Takes up to so many places of the last part, at its end a new one; says how many. */
  #reserve(wanted: number): number {
    if (this.#filled === this.#last.length) {
      const length = Math.min(MOST_PART, Math.max(LEAST_PART, this.length))
      this.#last = (length === MOST_PART ? spare.pop() : undefined) ?? new Float64Array(length)
      this.#parts.push(this.#last)
      this.#filled = 0
    }
    const size = Math.min(wanted, this.#last.length - this.#filled)
    this.#filled += size
    this.length += size
    return size
  }
}
