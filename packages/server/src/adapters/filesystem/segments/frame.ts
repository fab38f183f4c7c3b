import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { combineCrc } from './combine-crc.ts'
import { crcOfWords } from './crc-of-words.ts'

// A segment is eight bytes of magic and then frames. A frame is a CRC-32, a word with its kind in the
// upper and the length of its payload in the lower bits, and the payload; the CRC covers word and
// payload. Every frame has a multiple of eight bytes.

/** `RTCLOG` and the number of the form, 01. */
export const magic = Buffer.from('RTCLOG01', 'latin1')
export const frameBytes = 8
const mostPayloadBytes = 0x0fff_ffff

export const frameKinds = { header: 1, record: 2, footer: 3 } as const
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds]

/** Writes what stands before a payload that is already in its place, 8 bytes after `at`. */
export function sealFrame(bytes: Buffer, at: number, kind: FrameKind, length: number): void {
  bytes.writeUInt32LE(((kind << 28) | length) >>> 0, at + 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(at + 4, at + frameBytes + length)), at)
}

/** From so many bytes on node:zlib takes less time. */
const longRecord = 1024

/**
 * The same of a record, in memory that is seen as words too.
 *
 * @param before CRC-32 of the frames before it
 * @returns that of all these frames and this one
 */
export function sealRecord(
  { bytes, words }: { readonly bytes: Buffer; readonly words: Uint32Array },
  at: number,
  length: number,
  before: number,
): number {
  const w = at >>> 2
  const end = at + frameBytes + length
  words[w + 1] = (frameKinds.record << 28) | length
  const own =
    length < longRecord ? crcOfWords(words, w + 1, end >>> 2) : crc32(bytes.subarray(at + 4, end))
  words[w] = own
  return combineCrc(crcOfWords(words, w, w + 1, before), own, end - at - 4)
}

/** A frame of JSON, padded with spaces. */
export function jsonFrame(kind: FrameKind, value: unknown): Buffer {
  const json = JSON.stringify(value)
  const length = (Buffer.byteLength(json) + 7) & ~7
  const frame = Buffer.alloc(frameBytes + length, ' ')
  frame.write(json, frameBytes, 'utf8')
  sealFrame(frame, 0, kind, length)
  return frame
}

export interface Frame {
  readonly kind: FrameKind
  readonly payload: Buffer
  /** The frame with what stands before its payload. */
  readonly whole: Buffer
}

/**
 * What is at a place: a whole frame, `more` when it may go on beyond the bytes, or `torn` when no frame
 * was ever written there in whole.
 */
export function frameAt(bytes: Buffer, at: number): Frame | 'more' | 'torn' {
  if (at + frameBytes > bytes.length) return 'more'
  const word = bytes.readUInt32LE(at + 4)
  const kind = word >>> 28
  const length = word & mostPayloadBytes
  if (kind < 1 || kind > 3 || length === 0 || length % 8 !== 0) return 'torn'
  const end = at + frameBytes + length
  if (end > bytes.length) return 'more'
  if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32LE(at)) return 'torn'
  const payload = bytes.subarray(at + frameBytes, end)
  return { kind: kind as FrameKind, payload, whole: bytes.subarray(at, end) } // checked above
}
