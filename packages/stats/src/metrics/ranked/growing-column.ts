const LEAST_PART = 64
const MOST_PART = 8192

/**
 * Numbers that are appended and then taken all at once. They lie in parts, which never move; a new one
 * is as long as all before it, up to a bound.
 */
export class GrowingColumn {
  length = 0
  #parts: Float64Array[] = []
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

  /** All values in one array of the caller's own; the column is empty afterwards. */
  take(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length)
    let at = 0
    for (const part of this.#parts) {
      all.set(part.subarray(0, this.length - at), at)
      at += part.length
    }
    this.length = 0
    this.#parts = []
    this.#last = new Float64Array(0)
    this.#filled = 0
    return all
  }

  /** Takes up to so many places of the last part, at its end a new one; says how many. */
  #reserve(wanted: number): number {
    if (this.#filled === this.#last.length) {
      this.#last = new Float64Array(Math.min(MOST_PART, Math.max(LEAST_PART, this.length)))
      this.#parts.push(this.#last)
      this.#filled = 0
    }
    const size = Math.min(wanted, this.#last.length - this.#filled)
    this.#filled += size
    this.length += size
    return size
  }
}
