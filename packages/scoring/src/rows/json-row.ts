import { divideDecimal } from './divide-decimal.ts'

/** The exact powers of ten that a double holds: 1e0 to 1e22. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32]
const [quote, plus, comma, minus, dot] = [34, 43, 44, 45, 46]
const [zero, nine, colon, openBrace, closeBrace] = [48, 57, 58, 123, 125]
const [backslash, bigE, smallE, smallF, smallN, smallT] = [92, 69, 101, 102, 110, 116]

/** What is no row of the quick form, which says nothing about whether it is JSON. */
export const notQuick = -1

/**
 * Reads JSON objects into slots straight from their bytes, without making objects or their texts. It
 * takes only rows that look like the last one: all names, each once, in the order that `learn` was told,
 * with numbers, plain ASCII texts, booleans and nulls as values. Everything else is left to
 * `JSON.parse`, whose values those of this reader equal bit by bit.
 */
export class JsonRow {
  /** By slot: the value, where it is a number; row after row. */
  numbers: Float64Array
  /** By slot: the value where it is no number; `undefined` where it is one. */
  readonly others: unknown[]
  readonly #slots: ReadonlyMap<string, number>
  /** By position in the object: the name with its quotes, and its slot. */
  #keys: readonly Uint8Array[] = []
  #order: readonly string[] = []
  #keySlots: Int32Array
  #number = 0
  /** Slot of the first name in the row that is read. */
  #first = 0

  /** @param names the names that a row has; the slot of each is its position here */
  constructor(names: readonly string[]) {
    this.numbers = new Float64Array(names.length)
    this.others = names.map(() => undefined)
    this.#slots = new Map(names.map((name, slot) => [name, slot]))
    this.#keySlots = new Int32Array(names.length)
  }

  /** Tells the keys of a row in order, so that rows like it are taken from now on. */
  learn(row: unknown): void {
    if (typeof row !== 'object' || row === null) return
    const order = Object.keys(row)
    const isWhole = order.length === this.#slots.size && order.every((key) => this.#slots.has(key))
    if (!isWhole || order.every((key, at) => key === this.#order[at])) return
    if (
      !order.every((key) => /^[ -~]*$/.test(key) && JSON.stringify(key).length === key.length + 2)
    ) {
      return
    }
    this.#order = order
    this.#keys = order.map((key) => Uint8Array.from(`"${key}"`, (letter) => letter.charCodeAt(0)))
    this.#keySlots = Int32Array.from(order, (key) => this.#slots.get(key) as number)
  }

  /** What was read under a name. */
  valueAt(name: string, row = 0): unknown {
    const slot = row * this.#slots.size + (this.#slots.get(name) ?? Number.NaN)
    return this.others[slot] === undefined ? this.numbers[slot] : this.others[slot]
  }

  /**
   * @param row whose slots are written; those of the rows before it stay as they are
   * @returns where the object ends, or `notQuick`; then the row's slots are spoilt
   */
  read(bytes: Uint8Array, from: number, row = 0): number {
    const keys = this.#keys
    if (keys.length === 0 || bytes[from] !== openBrace) return notQuick
    this.#first = row * keys.length
    if (this.#first >= this.numbers.length) this.#grow()
    let at = from + 1
    for (let position = 0; position < keys.length; position++) {
      at = skipSpace(bytes, at)
      const key = keys[position] as Uint8Array
      for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return notQuick
      at = skipSpace(bytes, at + key.length)
      if (bytes[at] !== colon) return notQuick
      at = this.#readValue(
        bytes,
        skipSpace(bytes, at + 1),
        this.#first + (this.#keySlots[position] as number),
      )
      if (at === notQuick) return notQuick
      at = skipSpace(bytes, at)
      if (bytes[at] !== (position === keys.length - 1 ? closeBrace : comma)) return notQuick
      at++
    }
    return at
  }

  #grow(): void {
    const numbers = new Float64Array(2 * this.numbers.length)
    numbers.set(this.numbers)
    for (let slot = this.others.length; slot < numbers.length; slot++) this.others.push(undefined)
    this.numbers = numbers
  }

  #readValue(bytes: Uint8Array, at: number, slot: number): number {
    const first = bytes[at] as number
    if (first === minus || (first >= zero && first <= nine)) {
      const end = this.#readNumber(bytes, at)
      this.numbers[slot] = this.#number
      this.others[slot] = undefined
      return end
    }
    return first === quote ? this.#readText(bytes, at, slot) : this.#readWord(bytes, at, slot)
  }

  /**
   * A number by the fast path of Clinger, "How to read floating point numbers accurately" (1990): a
   * mantissa and a power of ten that are both exact give the nearest double by one operation.
   */
  #readNumber(bytes: Uint8Array, from: number): number {
    const isNegative = bytes[from] === minus
    let at = isNegative ? from + 1 : from
    let byte = bytes[at] as number
    if (!isDigit(byte)) return notQuick
    let mantissa = byte - zero
    byte = bytes[++at] as number
    if (mantissa === 0 && isDigit(byte)) return notQuick
    for (; isDigit(byte); byte = bytes[++at] as number) mantissa = mantissa * 10 + (byte - zero)
    let exponent = 0
    if (byte === dot) {
      const first = at + 1
      byte = bytes[++at] as number
      for (; isDigit(byte); byte = bytes[++at] as number) mantissa = mantissa * 10 + (byte - zero)
      if (at === first) return notQuick
      exponent = first - at
    }
    if (byte === smallE || byte === bigE) {
      const end = endOfExponent(bytes, at)
      if (end !== notQuick) this.#number = Number(textOf(bytes, from, end))
      return end
    }
    // A mantissa beyond 2^53 was rounded on the way.
    if (mantissa > Number.MAX_SAFE_INTEGER || exponent < -22) {
      this.#number = longNumber(bytes, from, at, exponent)
      return at
    }
    const value = exponent === 0 ? mantissa : mantissa / (powersOfTen[-exponent] as number)
    this.#number = isNegative ? -value : value
    return at
  }

  #readText(bytes: Uint8Array, at: number, slot: number): number {
    let end = at + 1
    for (; bytes[end] !== quote; end++) {
      const byte = bytes[end]
      if (byte === undefined || byte < space || byte > 0x7e || byte === backslash) return notQuick
    }
    this.others[slot] = textOf(bytes, at + 1, end)
    return end + 1
  }

  #readWord(bytes: Uint8Array, at: number, slot: number): number {
    const first = bytes[at]
    const word = first === smallN ? 'null' : first === smallT ? 'true' : 'false'
    if (word === 'false' && first !== smallF) return notQuick
    for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return notQuick
    this.others[slot] = word === 'null' ? null : word === 'true'
    return at + word.length
  }
}

/** Where what JSON counts as space ends. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at] as number
    if (byte > space) return at // nearly always
    if (byte !== space && byte !== lineFeed && byte !== carriageReturn && byte !== tab) return at
    at++
  }
}

/** Digits of a number that are read into one double, and into another one after it. */
const [highDigits, lowDigits] = [15, 7]

/** A number of more digits than a double holds: doubles written in full have 16 or 17. */
function longNumber(bytes: Uint8Array, from: number, until: number, exponent: number): number {
  let [high, low, digits] = [0, 0, 0]
  for (let at = from; at < until; at++) {
    const digit = (bytes[at] as number) - zero
    if (digit < 0 || (digit === 0 && digits === 0)) continue // a sign, a dot, a zero before the first digit
    if (digits++ < highDigits) high = high * 10 + digit
    else low = low * 10 + digit
  }
  if (exponent < -22 || digits <= highDigits || digits > highDigits + lowDigits) {
    return Number(textOf(bytes, from, until))
  }
  const scale = powersOfTen[digits - highDigits] as number
  const value = divideDecimal(high, scale, low, powersOfTen[-exponent] as number)
  if (Number.isNaN(value)) return Number(textOf(bytes, from, until))
  return bytes[from] === minus ? -value : value
}

function endOfExponent(bytes: Uint8Array, from: number): number {
  let at = from + 1
  if (bytes[at] === plus || bytes[at] === minus) at++
  if (!isDigit(bytes[at] as number)) return notQuick
  while (isDigit(bytes[at] as number)) at++
  return at
}

/** `undefined`, beyond the end of the bytes, is none. */
function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine
}

function textOf(bytes: Uint8Array, from: number, until: number): string {
  let text = ''
  for (let at = from; at < until; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}
