import { Refusal, type RefusalCode } from '../../refusals.ts'
import { shortened } from '../../shown.ts'
import { latin1 } from '../latin1.ts'

const newline = 10
const equals = 61

/** One line of the file, not decoded yet; [start, end) in bytes without its line end. */
export interface Line {
  readonly number: number
  readonly start: number
  readonly end: number
  /** The bytes stop here, without a line end. */
  readonly isLast: boolean
}

/** Walks the lines of a file without copying it. */
export class LineScanner {
  readonly bytes: Uint8Array
  #at = 0
  #number = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** The next line, empty ones included; `undefined` at the end. */
  next(): Line | undefined {
    if (this.#at >= this.bytes.length) return undefined
    const found = this.bytes.indexOf(newline, this.#at)
    const isLast = found < 0
    const stop = isLast ? this.bytes.length : found
    const start = this.#at
    this.#at = stop + 1
    this.#number += 1
    return { number: this.#number, start, end: stop, isLast }
  }

  /** The line after the last one read, for refusals about what is not there. */
  atEnd(): Line {
    const { length } = this.bytes
    return { number: this.#number + 1, start: length, end: length, isLast: true }
  }

  /** Up to the first `=`; the whole line when it has none. */
  key(line: Line): string {
    return latin1(this.bytes, line.start, Math.min(this.#equalsOf(line), line.start + 64))
  }

  /** Bytes after the first `=`. */
  value(line: Line): Line {
    return { ...line, start: Math.min(this.#equalsOf(line) + 1, line.end) }
  }

  /** The text of a line, each byte one character. */
  text(line: Line): string {
    return latin1(this.bytes, line.start, line.end)
  }

  #equalsOf(line: Line): number {
    const at = this.bytes.subarray(line.start, line.end).indexOf(equals)
    return at < 0 ? line.end : line.start + at
  }
}

/** A refusal that names the line; on the last, unfinished line it says that the file is cut off. */
export function refuseLine(
  line: Line,
  what: string,
  { found, expected, hint }: { found: string; expected: string; hint?: string },
  code: RefusalCode = 'model-corrupt',
): Refusal {
  return new Refusal({
    code: line.isLast && code === 'model-corrupt' ? 'model-truncated' : code,
    place: what === '' ? `line ${line.number}` : `line ${line.number} (${what})`,
    found: found === '' ? 'nothing' : shortened(found),
    expected,
    ...(hint === undefined ? {} : { hint }),
  })
}
