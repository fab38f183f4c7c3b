import { decodeUtf8 } from '../../../platform-globals.ts'
import type { Refusal } from '../../../refusals.ts'
import { type Finding, refuseAt } from '../../refuse-at.ts'

/** One field of a message: its number, and where its value begins. */
export interface WireField {
  readonly number: number
  readonly type: WireType
}

export type WireType = 'varint' | 'fixed64' | 'bytes' | 'fixed32'

const wireTypes: readonly (WireType | undefined)[] = [
  'varint',
  'fixed64',
  'bytes',
  undefined,
  undefined,
  'fixed32',
]

/** Messages within messages. A graph in a graph takes four of them. */
const mostLevels = 64
const mostVarintBytes = 10
const word = 0x1_0000_0000
/** What the bits of a number's byte stand for, in the low word and in the high one. */
const lowScales = [1, 0x80, 0x4000, 0x20_0000, 0x1000_0000]
const highScales = [0, 0, 0, 0, 0, 0x8, 0x400, 0x2_0000, 0x100_0000, 0x8000_0000]

/**
 * Reads one protobuf message field by field, never past its end
 * (protobuf.dev/programming-guides/encoding). Every value must be read, or skipped, before the next
 * field is asked for.
 */
export class WireReader {
  /** JSON pointer to the message, for refusals. */
  readonly place: string
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #level: number
  #at: number
  readonly #end: number

  constructor(bytes: Uint8Array, place = '', { start = 0, end = bytes.length, level = 0 } = {}) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.place = place
    this.#at = start
    this.#end = end
    this.#level = level
  }

  /** The next field; undefined at the end of the message. */
  next(): WireField | undefined {
    if (this.#at >= this.#end) return undefined
    const at = this.#at
    const key = this.#varint()
    const number = Math.floor(key / 8)
    const type = wireTypes[key % 8]
    if (type === undefined || number < 1 || number > 0x1fffffff) {
      const found = `field ${number} of wire type ${key % 8}`
      throw this.refuse({ found: `${found} at byte ${at}`, expected: 'wire type 0, 1, 2 or 5' })
    }
    return { number, type }
  }

  /** A whole number with sign; beyond 2^53 the nearest double. */
  integer(field: WireField): number {
    this.#expect(field, 'varint')
    return this.#varint()
  }

  /** A single or a double, by its length. */
  float(field: WireField): number {
    if (field.type === 'fixed64') return this.#fixed(8)
    this.#expect(field, 'fixed32')
    return this.#fixed(4)
  }

  bytes(field: WireField): Uint8Array {
    const { start, end } = this.#stretch(field)
    return this.#bytes.subarray(start, end)
  }

  text(field: WireField, key: string): string {
    const decoded = decodeUtf8(this.bytes(field))
    if (decoded !== undefined) return decoded
    const found = 'bytes that are not UTF-8'
    throw refuseAt(`${this.place}/${key}`, { found, expected: 'a text' })
  }

  /** The message that a field holds. */
  message(field: WireField, key: string): WireReader {
    const { start, end } = this.#stretch(field)
    const place = `${this.place}/${key}`
    if (this.#level >= mostLevels) {
      const found = 'more messages within messages'
      throw refuseAt(place, { found, expected: `at most ${mostLevels} levels` })
    }
    return new WireReader(this.#bytes, place, { start, end, level: this.#level + 1 })
  }

  /** Appends the numbers of a field that holds many of them, packed, or one. */
  integers(field: WireField, into: number[]): void {
    if (field.type === 'varint') {
      into.push(this.#varint())
      return
    }
    const { end } = this.#stretch(field, 'stay')
    while (this.#at < end) into.push(this.#varint(end))
  }

  floats(field: WireField, size: 4 | 8, into: number[]): void {
    if (field.type === (size === 4 ? 'fixed32' : 'fixed64')) {
      into.push(this.#fixed(size))
      return
    }
    const { start, end } = this.#stretch(field, 'stay')
    if ((end - start) % size !== 0) {
      const found = `${end - start} bytes of packed numbers at byte ${start}`
      throw this.refuse({ found, expected: `a multiple of ${size}` })
    }
    while (this.#at < end) into.push(this.#fixed(size))
  }

  skip(field: WireField): void {
    if (field.type === 'varint') this.#varint()
    else if (field.type === 'bytes') this.#stretch(field)
    else this.#fixed(field.type === 'fixed32' ? 4 : 8)
  }

  refuse(finding: Finding): Refusal {
    return refuseAt(this.#shownPlace, finding)
  }

  get #shownPlace(): string {
    return this.place || '/'
  }

  /** Start and end of a field's bytes. `stay`: they are read next, otherwise what comes after. */
  #stretch(field: WireField, then: 'stay' | 'pass' = 'pass') {
    this.#expect(field, 'bytes')
    const length = this.#varint()
    const start = this.#at
    if (!(length >= 0 && length <= this.#end - start)) {
      const found = `field ${field.number} of ${length} bytes at byte ${start}`
      const expected = `at most ${this.#end - start}, the rest of the message`
      throw refuseAt(this.#shownPlace, { found, expected }, 'model-truncated')
    }
    if (then === 'pass') this.#at += length
    return { start, end: start + length }
  }

  #expect(field: WireField, type: WireType): void {
    if (field.type === type) return
    const found = `field ${field.number} as ${field.type}`
    throw this.refuse({ found, expected: type })
  }

  /** Seven bits a byte, lowest first, 64 bits of two's complement at most. */
  #varint(end = this.#end): number {
    let [low, high] = [0, 0]
    for (let i = 0; i < mostVarintBytes; i++) {
      if (this.#at >= end) throw this.#cutOff()
      const byte = this.#bytes[this.#at] as number
      this.#at += 1
      const bits = byte & 0x7f
      // The fifth byte has bits of both words.
      if (i < 5) low += (i < 4 ? bits : bits & 0x0f) * (lowScales[i] as number)
      high += i === 4 ? bits >> 4 : bits * (highScales[i] as number)
      if (byte < 0x80) return toSigned(high % word) * word + low
    }
    const found = `a number of more than ${mostVarintBytes} bytes at byte ${this.#at}`
    throw this.refuse({ found, expected: 'a whole number of 64 bits' })
  }

  #fixed(size: 4 | 8): number {
    if (this.#at + size > this.#end) throw this.#cutOff()
    const at = this.#at
    this.#at += size
    return size === 4 ? this.#view.getFloat32(at, true) : this.#view.getFloat64(at, true)
  }

  #cutOff(): Refusal {
    const found = `the end of the message, at byte ${this.#end}`
    const finding = { found, expected: 'the rest of a value' }
    return refuseAt(this.#shownPlace, finding, 'model-truncated')
  }
}

function toSigned(high: number): number {
  return high >= word / 2 ? high - word : high
}
