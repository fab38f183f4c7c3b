import { Buffer } from 'node:buffer'

const mostCharacters = 1 << 17

/**
 * A text that is put together over many turns. What is long is turned into bytes as it grows: doing so
 * with megabytes at the end would hold up everybody else.
 */
export class LongText {
  #text: string
  #parts: Buffer[] | undefined

  constructor(beginning = '') {
    this.#text = beginning
  }

  add(text: string): void {
    this.#text += text
    if (this.#text.length < mostCharacters) return
    this.#parts ??= []
    this.#parts.push(Buffer.from(this.#text))
    this.#text = ''
  }

  /** The whole, as text while it is short. */
  end(): string | Uint8Array {
    if (this.#parts === undefined) return this.#text
    return Buffer.concat([...this.#parts, Buffer.from(this.#text)])
  }
}
