import type { TextColumn } from '../../datasets/types.ts'

/** A column of texts: distinct ones, and which of them each row has. */
export class TextCodes {
  readonly codes: Int32Array
  #texts: string[] = []
  #known = new Map<string, number>()
  #fixed: readonly string[] = []
  #last: string | undefined

  constructor(capacity: number) {
    this.codes = new Int32Array(capacity)
  }

  get column(): TextColumn {
    return { kind: 'text', codes: this.codes, levels: { texts: this.#texts } }
  }

  /** Has the texts of levels under their positions. */
  fix(levels: readonly string[]): void {
    this.#fixed = levels
    this.clear()
  }

  missing(row: number): void {
    this.codes[row] = -1
  }

  /** A text that other rows may have too. */
  shared(row: number, text: string): void {
    this.codes[row] = this.codeOf(text)
  }

  /** A text that rows after each other may have. */
  repeated(row: number, text: string): void {
    if (text !== this.#last) this.#texts.push(text)
    this.#last = text
    this.codes[row] = this.#texts.length - 1
  }

  /** A text that no other row has. */
  own(row: number, text: string): void {
    this.codes[row] = this.#texts.length
    this.#texts.push(text)
  }

  codeOf(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const code = this.#texts.length
    this.#texts.push(text)
    this.#known.set(text, code)
    return code
  }

  clear(): void {
    this.#texts = [...this.#fixed]
    this.#known = new Map(this.#fixed.map((text, code) => [text, code]))
    this.#last = undefined
  }
}
