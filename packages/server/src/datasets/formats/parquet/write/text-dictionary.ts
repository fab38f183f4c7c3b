const encoder = new TextEncoder()

/** The distinct texts of a column chunk in the order of their first rows, as Parquet stores them. */
export class TextDictionary {
  readonly #entries = new Map<string, number>()
  /** Where each entry begins in the bytes; one more where the last ends. */
  #starts = new Int32Array(64)
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)

  get size(): number {
    return this.#entries.size
  }

  /** Each entry after its length in four bytes. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#starts[this.size])
  }

  entryOf(text: string): number {
    const known = this.#entries.get(text)
    if (known !== undefined) return known
    const entry = this.size
    this.#append(text, entry)
    this.#entries.set(text, entry)
    return entry
  }

  /** Bytes of an entry with its length. */
  byteLengthOf(entry: number): number {
    return (this.#starts[entry + 1] ?? 0) - (this.#starts[entry] ?? 0)
  }

  /** The least and the greatest text by their UTF-8 bytes; `undefined` when there is none. */
  bounds(): readonly [min: string, max: string] | undefined {
    let min: string | undefined
    let max: string | undefined
    for (const text of this.#entries.keys()) {
      if (min === undefined || isBefore(text, min)) min = text
      if (max === undefined || isBefore(max, text)) max = text
    }
    return min === undefined || max === undefined ? undefined : [min, max]
  }

  /** Texts in full, one after the other. */
  plain(entries: Int32Array, byteLength: number): Uint8Array {
    const plain = new Uint8Array(byteLength)
    let at = 0
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as number // within its length
      const start = this.#starts[entry] ?? 0
      const end = this.#starts[entry + 1] ?? 0
      plain.set(this.#bytes.subarray(start, end), at)
      at += end - start
    }
    return plain
  }

  #append(text: string, entry: number): void {
    const start = this.#starts[entry] ?? 0
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#grow(start + 4 + text.length * 3)
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(start + 4))
    this.#view.setUint32(start, written, true)
    if (entry + 1 === this.#starts.length) {
      const starts = new Int32Array(this.#starts.length * 2)
      starts.set(this.#starts)
      this.#starts = starts
    }
    this.#starts[entry + 1] = start + 4 + written
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return
    const bytes = new Uint8Array(Math.max(size, this.#bytes.length * 2))
    bytes.set(this.#bytes)
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}

/** The order of UTF-8 bytes is that of code points, and not of UTF-16 units. */
function isBefore(left: string, right: string): boolean {
  if (isOneUnitEach(left) && isOneUnitEach(right)) return left < right
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
}

function isOneUnitEach(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text)
}
