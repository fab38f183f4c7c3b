import { TextDecoder } from 'node:util'
import type { Dialect } from './types.ts'

const lineFeed = 10
const carriageReturn = 13
const comma = 44
const doubleQuote = 34

const fieldStart = 0
const plain = 1
const quoted = 2
const quoteInQuoted = 3

/**
 * Writes bytes of a dialect as RFC 4180 in UTF-8, in pieces: commas between the cells, double quotes
 * around those that need them. Lines stay lines, so that places in the file are the same.
 */
export class ToRfc4180 {
  readonly #separator: number
  readonly #quote: number
  readonly #decoder: TextDecoder | undefined
  readonly #encoder = new TextEncoder()
  #state = fieldStart
  #output = new Uint8Array(1 << 16)
  #at = 0

  constructor({ encoding, separator, quote }: Dialect) {
    this.#separator = separator.charCodeAt(0)
    this.#quote = quote.charCodeAt(0)
    this.#decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding)
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#write(this.#decoded(bytes, true))
  }

  end(): Uint8Array {
    const rest = this.#write(this.#decoded(new Uint8Array(0), false)).slice()
    if (this.#state === fieldStart) return rest
    // A quote that is never closed stays open: the reader of RFC 4180 refuses it by its line.
    const close = this.#state === quoted ? [] : [doubleQuote]
    return Uint8Array.from([...rest, ...close])
  }

  #decoded(bytes: Uint8Array, isMore: boolean): Uint8Array {
    if (this.#decoder === undefined) return bytes
    return this.#encoder.encode(this.#decoder.decode(bytes, { stream: isMore }))
  }

  /** Every cell with anything in it is quoted: whether it must be is known only at its end. */
  #write(bytes: Uint8Array): Uint8Array {
    this.#at = 0
    if (this.#output.length < bytes.length * 3 + 8)
      this.#output = new Uint8Array(bytes.length * 3 + 8)
    for (let i = 0; i < bytes.length; i++) this.#take(bytes[i] as number) // within its length
    return this.#output.subarray(0, this.#at)
  }

  #take(byte: number): void {
    switch (this.#state) {
      case quoted:
        if (byte === this.#quote) this.#state = quoteInQuoted
        else this.#content(byte)
        return
      case quoteInQuoted:
        if (byte === this.#quote) {
          this.#content(byte)
          this.#state = quoted
          return
        }
        break
      case fieldStart:
        if (byte === this.#quote) {
          this.#put(doubleQuote)
          this.#state = quoted
          return
        }
    }
    this.#takePlain(byte)
  }

  #takePlain(byte: number): void {
    if (byte === this.#separator || byte === lineFeed) {
      if (this.#state !== fieldStart) this.#put(doubleQuote)
      this.#put(byte === lineFeed ? lineFeed : comma)
      this.#state = fieldStart
    } else if (byte !== carriageReturn) {
      if (this.#state === fieldStart) this.#put(doubleQuote)
      // After a closing quote: the cell goes on, and is told apart by its own quote.
      if (this.#state === quoteInQuoted) this.#content(this.#quote)
      this.#state = plain
      this.#content(byte)
    }
  }

  #content(byte: number): void {
    if (byte === doubleQuote) this.#put(doubleQuote)
    this.#put(byte)
  }

  #put(byte: number): void {
    this.#output[this.#at++] = byte
  }
}
