/** Complete records, end to end, as a view that the next push overwrites. */
export interface Block {
  readonly bytes: Uint8Array
  /** Where each record ends in `bytes`, its line feed included. */
  readonly ends: readonly number[]
  /** The line on which each record begins, from 1. */
  readonly lines: readonly number[]
  /** The line of a record that was given up because it grew too long. */
  readonly oversized?: number
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const comma = 0x2c

/** Where the scan stands in a CSV record. */
const fieldStart = 0
const plain = 1
const quoted = 2
const quoteInQuoted = 3

/**
 * Cuts a stream of bytes into records: lines, or with `quotes` the records of RFC 4180, whose quoted
 * fields may hold line feeds. Holds one unfinished record of at most `maximumBytes`; one that grows
 * longer is skipped up to its next line feed and reported.
 */
export class RecordSplitter {
  readonly #quotes: boolean
  readonly #maximumBytes: number
  #buffer = new Uint8Array(1 << 16)
  #start = 0
  #scanned = 0
  #end = 0
  #state = fieldStart
  #line = 1
  /** Line on which the unfinished record begins. */
  #recordLine = 1
  #isSkipping = false

  constructor(options: { readonly quotes: boolean; readonly maximumBytes: number }) {
    this.#quotes = options.quotes
    this.#maximumBytes = options.maximumBytes
  }

  /** Whether the unfinished record is within quotes. */
  get isQuoted(): boolean {
    return this.#state === quoted
  }

  push(chunk: Uint8Array): Block {
    this.#append(chunk)
    const ends: number[] = []
    const lines: number[] = []
    if (this.#isSkipping) this.#skip()
    const from = this.#start
    if (this.#quotes) this.#scanRecords(ends, lines)
    else this.#scanLines(ends, lines)
    const last = ends.at(-1) ?? 0
    const bytes = this.#buffer.subarray(from, from + last)
    this.#start = from + last
    const oversized = this.#giveUp()
    const block = { bytes, ends, lines }
    return oversized === undefined ? block : { ...block, oversized }
  }

  /** The unfinished record as one that the end of the input completes. */
  end(): Block {
    const bytes = this.#buffer.subarray(this.#start, this.#end)
    const isEmpty = bytes.length === 0 || this.#isSkipping
    return isEmpty
      ? { bytes: bytes.subarray(0, 0), ends: [], lines: [] }
      : { bytes, ends: [bytes.length], lines: [this.#recordLine] }
  }

  #append(chunk: Uint8Array): void {
    const held = this.#end - this.#start
    if (this.#end + chunk.length > this.#buffer.length) {
      const size = Math.max(this.#buffer.length, 2 * held + chunk.length)
      const target = size > this.#buffer.length ? new Uint8Array(size) : this.#buffer
      target.set(this.#buffer.subarray(this.#start, this.#end))
      this.#buffer = target
      this.#scanned -= this.#start
      this.#start = 0
      this.#end = held
    }
    this.#buffer.set(chunk, this.#end)
    this.#end += chunk.length
  }

  #scanLines(ends: number[], lines: number[]): void {
    const data = this.#buffer.subarray(0, this.#end)
    let at = data.indexOf(lineFeed, this.#scanned)
    while (at !== -1) {
      this.#finish(at + 1, ends, lines)
      at = data.indexOf(lineFeed, at + 1)
    }
    this.#scanned = this.#end
  }

  #scanRecords(ends: number[], lines: number[]): void {
    const buffer = this.#buffer
    let state = this.#state
    for (let at = this.#scanned; at < this.#end; at++) {
      const byte = buffer[at] as number
      if (byte === lineFeed) {
        if (state === quoted) this.#line++
        else this.#finish(at + 1, ends, lines)
        if (state !== quoted) state = fieldStart
      } else if (byte === quote) {
        if (state === fieldStart) state = quoted
        else if (state === quoted) state = quoteInQuoted
        else if (state === quoteInQuoted) state = quoted
      } else if (state !== quoted) {
        state = byte === comma ? fieldStart : plain
      }
    }
    this.#state = state
    this.#scanned = this.#end
  }

  #finish(end: number, ends: number[], lines: number[]): void {
    ends.push(end - this.#start)
    lines.push(this.#recordLine)
    this.#line++
    this.#recordLine = this.#line
  }

  #giveUp(): number | undefined {
    if (this.#end - this.#start <= this.#maximumBytes || this.#isSkipping) return undefined
    const line = this.#recordLine
    this.#isSkipping = true
    this.#discard(this.#end)
    return line
  }

  /** Throws away what is left of an oversized record. */
  #skip(): void {
    const at = this.#buffer.subarray(0, this.#end).indexOf(lineFeed, this.#start)
    this.#isSkipping = at === -1
    this.#discard(at === -1 ? this.#end : at + 1)
    if (at === -1) return
    this.#line++
    this.#recordLine = this.#line
  }

  #discard(to: number): void {
    this.#start = to
    this.#scanned = to
    this.#state = fieldStart
  }
}

/** The bytes of a record without its line end. */
export function trimLineEnd(record: Uint8Array): Uint8Array {
  let end = record.length
  if (end > 0 && record[end - 1] === lineFeed) end--
  if (end > 0 && record[end - 1] === carriageReturn) end--
  return record.subarray(0, end)
}
