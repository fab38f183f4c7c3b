/** What the hash of a term is multiplied by before its next character is added. */
export const hashFactor = 0x01000193

/**
 * The texts of a list by their characters: open addressing on a hash that is made while characters are
 * read, h = h * hashFactor + character from 0, so that no text needs to be put together to be found.
 */
export class VocabularyTable {
  /** Place + 1 of each text, and above it the upper bits of its hash; 0 where there is none. */
  readonly #slots: Int32Array
  /** Bits of places, and of slots. */
  readonly #bits: number
  readonly #offsets: Int32Array
  readonly #characters: Int32Array

  constructor(texts: readonly string[]) {
    this.#bits = Math.max(4, 33 - Math.clz32(texts.length))
    this.#slots = new Int32Array(1 << this.#bits)
    this.#offsets = new Int32Array(texts.length + 1)
    this.#characters = new Int32Array(texts.reduce((sum, text) => sum + text.length, 0))
    let at = 0
    for (const [place, text] of texts.entries()) {
      let hash = 0
      for (const character of text) {
        const code = character.codePointAt(0) as number
        this.#characters[at++] = code
        hash = (Math.imul(hash, hashFactor) + code) | 0
      }
      this.#offsets[place + 1] = at
      this.#put(hash, place)
    }
  }

  /** The place of the text that stands in `codes` from `start` to `end`, whose hash this is; -1 for none. */
  find(codes: Int32Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const bits = this.#bits
    const mask = slots.length - 1
    for (let at = this.#slotOf(hash); ; at = (at + 1) & mask) {
      const slot = slots[at] as number
      if (slot === 0) return -1
      if ((slot ^ hash) >>> bits !== 0) continue
      const place = (slot & mask) - 1
      if (this.#isAt(place, codes, start, end)) return place
    }
  }

  /** Whether a text may be in the list whose hash this is. */
  mayHave(hash: number): boolean {
    const slots = this.#slots
    const bits = this.#bits
    const mask = slots.length - 1
    for (let at = this.#slotOf(hash); ; at = (at + 1) & mask) {
      const slot = slots[at] as number
      if (slot === 0) return false
      if ((slot ^ hash) >>> bits === 0) return true
    }
  }

  #isAt(place: number, codes: Int32Array, start: number, end: number): boolean {
    const characters = this.#characters
    const first = this.#offsets[place] as number
    if ((this.#offsets[place + 1] as number) - first !== end - start) return false
    const from = first - start
    for (let i = start; i < end; i++) if (characters[from + i] !== codes[i]) return false
    return true
  }

  #slotOf(hash: number): number {
    return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - this.#bits)
  }

  #put(hash: number, place: number): void {
    const mask = this.#slots.length - 1
    let at = this.#slotOf(hash)
    while (this.#slots[at] !== 0) at = (at + 1) & mask
    this.#slots[at] = ((hash >>> this.#bits) << this.#bits) | (place + 1)
  }
}
