import type { Random } from '@ratchet-ml/stats'
import { chance } from './boundary-numbers.ts'
import { RawJson } from './mutate-json.ts'

/** The document of sound UBJSON bytes, as XGBoost writes them. */
export function decodeUbjson(bytes: Uint8Array): unknown {
  return new Decoder(bytes).value()
}

class Decoder {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  value(marker = this.#marker()): unknown {
    if (marker === '{') return this.#object()
    if (marker === '[') return this.#list()
    if (marker === 'S') return this.#text()
    if (marker === 'Z') return null
    if (marker === 'T' || marker === 'F') return marker === 'T'
    return this.#number(marker)
  }

  #object(): unknown {
    const entries: [string, unknown][] = []
    while (!this.#takes('}')) entries.push([this.#text(), this.value()])
    return Object.fromEntries(entries)
  }

  #list(): unknown[] {
    const type = this.#takes('$') ? this.#marker() : undefined
    const count = this.#takes('#') ? Number(this.value()) : undefined
    const list: unknown[] = []
    while (count === undefined ? !this.#takes(']') : list.length < count)
      list.push(this.value(type))
    return list
  }

  #text(): string {
    const length = Number(this.value())
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at, length)
    this.#at += length
    return new TextDecoder().decode(bytes)
  }

  #number(marker: string): number {
    const at = this.#at
    const size = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 }[marker]
    if (size === undefined) throw new RangeError(`no such marker: ${marker}`)
    this.#at += size
    if (marker === 'i') return this.#view.getInt8(at)
    if (marker === 'U') return this.#view.getUint8(at)
    if (marker === 'I') return this.#view.getInt16(at)
    if (marker === 'l') return this.#view.getInt32(at)
    if (marker === 'L') return Number(this.#view.getBigInt64(at))
    return marker === 'd' ? this.#view.getFloat32(at) : this.#view.getFloat64(at)
  }

  #marker(): string {
    return String.fromCharCode(this.#view.getUint8(this.#at++))
  }

  #takes(marker: string): boolean {
    if (this.#view.getUint8(this.#at) !== marker.charCodeAt(0)) return false
    this.#at += 1
    return true
  }
}

/** UBJSON bytes of a document; lists of numbers with types and counts mostly, some of which lie. */
export function encodeUbjson(value: unknown, random: Random): Uint8Array {
  return Buffer.concat(partsOf(value, random))
}

const lyingShare = 0.0005

function partsOf(value: unknown, random: Random): Buffer[] {
  if (value instanceof RawJson) return rawParts(value.text)
  if (value === null || value === undefined) return [Buffer.from('Z')]
  if (typeof value === 'boolean') return [Buffer.from(value ? 'T' : 'F')]
  if (typeof value === 'string') return [Buffer.from('S'), ...textParts(value)]
  if (typeof value === 'number') return [numberPart(value)]
  if (Array.isArray(value)) return listParts(value, random)
  const members = Object.entries(value as object)
  const parts = members.flatMap(([key, one]) => [...textParts(key), ...partsOf(one, random)])
  return [Buffer.from('{'), ...parts, Buffer.from('}')]
}

function listParts(list: readonly unknown[], random: Random): Buffer[] {
  const count = chance(random, lyingShare) ? random.nextBelow(2 ** 32) : list.length
  const isNumbers = list.length > 0 && list.every((item) => typeof item === 'number')
  if (!isNumbers || chance(random, 0.2)) {
    const parts = list.flatMap((item) => partsOf(item, random))
    if (chance(random, 0.5)) return [Buffer.from('['), ...parts, Buffer.from(']')]
    return [Buffer.from('[#'), numberPart(count), ...parts]
  }
  const isWhole = list.every((item) => Number.isInteger(item) && Math.abs(item) < 2 ** 31)
  const data = Buffer.alloc(4 * list.length)
  for (const [i, item] of (list as number[]).entries()) {
    if (isWhole) data.writeInt32BE(item, 4 * i)
    else data.writeFloatBE(Math.fround(item), 4 * i)
  }
  return [Buffer.from(isWhole ? '[$l#' : '[$d#'), numberPart(count), data]
}

function textParts(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  return [numberPart(bytes.length), bytes]
}

function numberPart(value: number): Buffer {
  const isWhole = Number.isSafeInteger(value) && !Object.is(value, -0)
  const part = Buffer.alloc(isWhole ? 9 : 5)
  part.write(isWhole ? 'L' : 'd')
  if (isWhole) part.writeBigInt64BE(BigInt(value), 1)
  else part.writeFloatBE(Math.fround(value), 1)
  return part
}

/** Numbers that JSON does not have, and nesting. */
function rawParts(text: string): Buffer[] {
  if (text.startsWith('[')) return [Buffer.from(text.replace('0', 'Z'))]
  if (!text.startsWith('{')) return [numberPart(Number(text))]
  const depth = text.split('{').length - 1
  return Array.from({ length: depth }, () => Buffer.from('{i\u0001a'))
}
