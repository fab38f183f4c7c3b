/** What the hash of a term is multiplied by before its next character is added. */
export const hashFactor = 0x01000193

/**
 * The texts of a list by their characters: open addressing on a hash that is made while characters are
 * read, h = h * hashFactor + character from 0, so that no text needs to be put together to be found.
 */
export class VocabularyTable {
  /** Hash and place + 1 of each text, side by side; 0 where there is none. */
  readonly #slots: Int32Array
  readonly #shift: number
  readonly #offsets: Int32Array
  readonly #characters: Int32Array

  constructor(texts: readonly string[]) {
    const bits = Math.max(4, 33 - Math.clz32(texts.length))
    this.#shift = 32 - bits
    this.#slots = new Int32Array(2 << bits)
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
    const mask = slots.length - 1
    for (let at = 2 * this.#slotOf(hash); ; at = (at + 2) & mask) {
      const place = (slots[at + 1] as number) - 1
      if (place < 0) return -1
      if (slots[at] === hash && this.#isAt(place, codes, start, end)) return place
    }
  }

  #isAt(place: number, codes: Int32Array, start: number, end: number): boolean {
    const first = this.#offsets[place] as number
    const length = end - start
    if ((this.#offsets[place + 1] as number) - first !== length) return false
    for (let i = 0; i < length; i++)
      if (this.#characters[first + i] !== codes[start + i]) return false
    return true
  }

  #slotOf(hash: number): number {
    return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> this.#shift
  }

  #put(hash: number, place: number): void {
    const mask = this.#slots.length - 1
    let at = 2 * this.#slotOf(hash)
    while (this.#slots[at + 1] !== 0) at = (at + 2) & mask
    this.#slots[at] = hash
    this.#slots[at + 1] = place + 1
  }
}
