import { decodeUtf8 } from '../../platform-globals.ts'
import { shown } from '../../shown.ts'
import {
  mostLevels,
  mostListed,
  mostTextBytes,
  type Node,
  type NodeObject,
  Path,
  type ReadingPlan,
} from './document.ts'

/** Bytes of a number, by its marker. */
const sizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 }

/**
 * Reads a UBJSON document (draft 12, as far as XGBoost writes it: objects without counts, lists with
 * or without, typed lists of numbers). What the plan does not name is skipped.
 *
 * @throws Refusal `model-truncated` or `model-corrupt`, naming the byte and the JSON pointer
 */
export function readUbjson(bytes: Uint8Array, plan: ReadingPlan): Node {
  const reader = new UbjsonReader(bytes, plan)
  const document = reader.value(true)
  reader.end()
  return document
}

class UbjsonReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #plan: ReadingPlan
  readonly #path = new Path()
  #at = 0
  #kept = 0

  constructor(bytes: Uint8Array, plan: ReadingPlan) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#plan = plan
  }

  /** A value; when it is not kept, only its bytes are passed over. */
  value(isKept: boolean): Node {
    const marker = this.#marker('a value')
    switch (marker) {
      case '{':
        return this.#object(isKept)
      case '[':
        return this.#list(isKept, undefined)
      case 'S':
        return this.#text()
      case 'Z':
        return null
      case 'T':
        return true
      case 'F':
        return false
      default:
        return this.#number(marker)
    }
  }

  end(): void {
    if (this.#at < this.#bytes.length) throw this.#unexpected('the end of the file')
  }

  #object(isKept: boolean): NodeObject {
    this.#checkDepth()
    const fields = new Map<string, Node>()
    while (!this.#takes('}')) {
      const start = this.#at
      const key = this.#text()
      this.#path.enter(key)
      if (fields.has(key)) {
        throw this.#path.refuse(start, { found: 'this key a second time', expected: 'it once' })
      }
      if (!isKept || !this.#plan.keys.has(key)) this.value(false)
      else fields.set(key, this.#field(key))
      this.#path.leave()
    }
    return fields
  }

  #field(key: string): Node {
    if (key !== this.#plan.streamed || !this.#takes('[')) return this.value(true)
    return this.#list(true, this.#plan.take)
  }

  /** A list after its bracket; its elements go to `take`, which leaves their number, if there is one. */
  #list(isKept: boolean, take: ReadingPlan['take'] | undefined): Node {
    this.#checkDepth()
    if (this.#takes('$')) return this.#typedList(isKept)
    const count = this.#takes('#') ? this.#length(1) : Number.POSITIVE_INFINITY
    const list: Node[] = []
    let read = 0
    this.#path.enter(0)
    for (; read < count && (count < Number.POSITIVE_INFINITY || !this.#takes(']')); read++) {
      this.#path.turnTo(read)
      const element = this.value(isKept)
      if (take !== undefined) take(element, this.#path.toString(), read)
      else if (isKept) this.#keep(list, element)
    }
    this.#path.leave()
    if (take !== undefined) return read
    return list.length > 0 && list.every(isNumeric) ? Float64Array.from(list, Number) : list
  }

  #keep(list: Node[], element: Node): void {
    list.push(element)
    this.#kept += 1
    if (this.#kept <= mostListed) return
    const finding = { found: 'more list elements', expected: `at most ${mostListed}` }
    throw this.#path.refuse(this.#at, finding, 'model-unsupported')
  }

  #typedList(isKept: boolean): Float64Array {
    const type = this.#marker('the type of a list')
    const size = sizes[type]
    if (size === undefined) throw this.#refuseMarker(type, 'a list of numbers')
    if (!this.#takes('#')) throw this.#unexpected('"#", the length of the list')
    const count = this.#length(size)
    if (!isKept) {
      this.#at += count * size
      return new Float64Array()
    }
    const numbers = new Float64Array(count)
    for (let i = 0; i < count; i++) numbers[i] = this.#number(type)
    return numbers
  }

  #number(type: string): number {
    const size = sizes[type]
    if (size === undefined) throw this.#refuseMarker(type, 'a value')
    const at = this.#at
    this.#need(size)
    this.#at += size
    switch (type) {
      case 'i':
        return this.#view.getInt8(at)
      case 'U':
        return this.#view.getUint8(at)
      case 'I':
        return this.#view.getInt16(at)
      case 'l':
        return this.#view.getInt32(at)
      case 'L':
        return this.#view.getInt32(at) * 0x100000000 + this.#view.getUint32(at + 4)
      case 'd':
        return this.#view.getFloat32(at)
      default:
        return Math.fround(this.#view.getFloat64(at))
    }
  }

  #text(): string {
    const start = this.#at
    const length = this.#length(1)
    const isTooLong = length > mostTextBytes
    const text = isTooLong
      ? undefined
      : decodeUtf8(this.#bytes.subarray(this.#at, this.#at + length))
    if (text === undefined) {
      const expected = `a text in UTF-8 of at most ${mostTextBytes} bytes`
      throw this.#path.refuse(start, { found: `${length} bytes`, expected })
    }
    this.#at += length
    return text
  }

  /** A count of things of `size` bytes, for which there must be room in the rest of the file. */
  #length(size: number): number {
    const start = this.#at
    const type = this.#marker('a length')
    if (!'iUIlL'.includes(type)) throw this.#refuseMarker(type, 'a length')
    const length = this.#number(type)
    if (length < 0) throw this.#path.refuse(start, { found: String(length), expected: 'a length' })
    if (length * size <= this.#bytes.length - this.#at) return length
    const found = `a length of ${length}`
    const expected = `at most ${Math.floor((this.#bytes.length - this.#at) / size)}`
    throw this.#path.refuse(start, { found, expected }, 'model-truncated')
  }

  /** The next marker; N stands for nothing. */
  #marker(expected: string): string {
    for (;;) {
      if (this.#at >= this.#bytes.length) throw this.#cutOff(expected)
      const marker = String.fromCharCode(this.#bytes[this.#at] as number)
      this.#at += 1
      if (marker !== 'N') return marker
    }
  }

  #takes(marker: string): boolean {
    if (this.#at >= this.#bytes.length) throw this.#cutOff(JSON.stringify(marker))
    if (this.#bytes[this.#at] !== marker.charCodeAt(0)) return false
    this.#at += 1
    return true
  }

  #need(size: number): void {
    if (this.#at + size > this.#bytes.length) throw this.#cutOff('a number')
  }

  #checkDepth(): void {
    if (this.#path.depth < mostLevels) return
    const finding = { found: 'more nesting', expected: `at most ${mostLevels} levels` }
    throw this.#path.refuse(this.#at, finding)
  }

  #refuseMarker(marker: string, expected: string) {
    return this.#path.refuse(this.#at - 1, { found: shown(marker), expected })
  }

  #unexpected(expected: string) {
    const found = `byte ${this.#bytes[this.#at] ?? 'none'}`
    return this.#path.refuse(this.#at, { found, expected })
  }

  #cutOff(expected: string) {
    const found = 'the end of the file'
    return this.#path.refuse(this.#bytes.length, { found, expected }, 'model-truncated')
  }
}

function isNumeric(node: Node): boolean {
  return typeof node === 'number' || typeof node === 'boolean'
}
