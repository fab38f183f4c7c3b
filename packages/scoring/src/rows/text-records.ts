import { decodeUtf8 } from '../platform-globals.ts'
import { defaultMaximumBytes, type InputRow, tooLarge, unreadable } from './input-row.ts'
import { type Block, RecordSplitter, trimLineEnd } from './record-splitter.ts'

export interface TextOptions {
  /** The most bytes of one record; 1 MiB unless given. */
  readonly maximumBytes?: number
}

/** Turns the text of one record, without its line end, into a row. */
export type ReadText = (text: string, line: number) => InputRow | undefined

const byteOrderMark = '\ufeff'

/**
 * What text formats have in common: records cut from bytes and decoded. A record that is not UTF-8
 * or too long is a fault. An empty last line is none; an empty line before others is a record.
 */
export class TextRecords {
  readonly #splitter: RecordSplitter
  readonly #maximumBytes: number
  readonly #quotes: boolean
  readonly #read: ReadText
  #isFirst = true
  /** Line of an empty record that counts only if another follows. */
  #emptyLine: number | undefined

  constructor(
    quotes: boolean,
    read: ReadText,
    { maximumBytes = defaultMaximumBytes }: TextOptions,
  ) {
    this.#splitter = new RecordSplitter({ quotes, maximumBytes })
    this.#maximumBytes = maximumBytes
    this.#quotes = quotes
    this.#read = read
  }

  push(bytes: Uint8Array): readonly InputRow[] {
    const rows: InputRow[] = []
    const block = this.#splitter.push(bytes)
    this.#readBlock(block, rows)
    if (block.oversized !== undefined) {
      const means = this.#splitter.isQuoted ? 'a record that does not end' : 'a longer line'
      rows.push(tooLarge(block.oversized, this.#maximumBytes, means))
    }
    return rows
  }

  end(): readonly InputRow[] {
    const rows: InputRow[] = []
    const block = this.#splitter.end()
    if (this.#splitter.isQuoted && block.ends.length > 0) {
      const expected = 'a closing quote before the end'
      rows.push(unreadable(block.lines[0] as number, 'a quote that is never closed', expected))
    } else this.#readBlock(block, rows)
    return rows
  }

  #readBlock(block: Block, rows: InputRow[]): void {
    const texts = this.#decodeLines(block)
    let from = 0
    for (const [i, end] of block.ends.entries()) {
      const line = block.lines[i] as number
      const record = block.bytes.subarray(from, end)
      from = end
      if (record.length > this.#maximumBytes) {
        this.#add(tooLarge(line, this.#maximumBytes, `${record.length} bytes`), rows)
        continue
      }
      const text = texts === undefined ? decodeUtf8(trimLineEnd(record)) : withoutReturn(texts[i])
      if (text === undefined) {
        this.#add(unreadable(line, 'bytes that are not UTF-8', 'text in UTF-8'), rows)
      } else this.#take(text, line, rows)
    }
  }

  /** Decoding many lines at once is faster, and possible where a record is a line. */
  #decodeLines({ bytes, ends }: Block): readonly string[] | undefined {
    if (ends.length < 2 || (this.#quotes && bytes.includes(0x22))) return undefined
    return decodeUtf8(bytes)?.split('\n')
  }

  #take(text: string, line: number, rows: InputRow[]): void {
    const own = this.#isFirst && text.startsWith(byteOrderMark) ? text.slice(1) : text
    this.#isFirst = false
    if (own === '') {
      this.#flushEmpty(rows)
      this.#emptyLine = line
    } else this.#add(this.#read(own, line), rows)
  }

  #add(row: InputRow | undefined, rows: InputRow[]): void {
    this.#flushEmpty(rows)
    if (row !== undefined) rows.push(row)
  }

  #flushEmpty(rows: InputRow[]): void {
    if (this.#emptyLine === undefined) return
    const row = this.#read('', this.#emptyLine)
    this.#emptyLine = undefined
    if (row !== undefined) rows.push(row)
  }
}

function withoutReturn(text: string | undefined): string | undefined {
  return text?.endsWith('\r') ? text.slice(0, -1) : text
}
