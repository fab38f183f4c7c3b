import { Buffer, isUtf8 } from 'node:buffer'
import { Problem } from '../../../platform/problem.ts'
import type { WatchedFile } from './watched-file.ts'

/**
 * Reads a file once to its end.
 * @throws Problem `data-unreadable` naming the first byte that is not UTF-8, and its line
 */
export async function checkUtf8(file: WatchedFile): Promise<void> {
  let rest = Buffer.alloc(0)
  let read = 0
  let line = 1
  for await (const chunk of file.chunks()) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    const end = bytes.length - incompleteBytes(bytes)
    const whole = bytes.subarray(0, end)
    if (!isUtf8(whole)) throw notUtf8(file, whole, read, line)
    for (const byte of whole) if (byte === 0x0a) line++
    read += end
    rest = Buffer.from(bytes.subarray(end))
  }
  if (rest.length > 0) throw notUtf8(file, rest, read, line)
}

function notUtf8({ file }: WatchedFile, bytes: Buffer, before: number, line: number): Problem {
  const at = firstInvalid(bytes)
  const lines = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length
  return new Problem(
    'data-unreadable',
    `${file}, byte ${before + at}, line ${line + lines}: found what is not UTF-8, expected text in UTF-8.`,
    { hint: 'Convert it, as iconv -f latin1 -t utf-8 does.' },
  )
}

/** Bytes at the end that may be the beginning of a character. */
function incompleteBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0
  }
  return 0
}

function lengthOf(first: number): number {
  if (first >= 0xf0) return 4
  return first >= 0xe0 ? 3 : 2
}

/** Where the first character begins that is none; the length where all are whole. */
function firstInvalid(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at] as number
    const length = byte < 0x80 ? 1 : lengthOf(byte)
    if (!isUtf8(bytes.subarray(at, at + length)) || at + length > bytes.length) return at
    at += length
  }
  return at
}
