import { decodeUtf8 } from '../../platform-globals.ts'
import { shown } from '../../shown.ts'
import { latin1 } from '../latin1.ts'
import {
  mostLevels,
  mostListed,
  mostTextBytes,
  type Node,
  type NodeObject,
  Path,
  type ReadingPlan,
} from './document.ts'
import { GrowingArray } from './growing-array.ts'
import { JsonNumberReader } from './json-number.ts'
import { skipJsonValue } from './json-skip.ts'

/** Characters by their codes. */
const quote = 34
const comma = 44
const colon = 58
const openList = 91
const closeList = 93
const openObject = 123
const closeObject = 125

/**
 * Reads a JSON document from its bytes. What the plan does not name is skipped, lists of numbers go
 * straight into typed arrays, and no text of the whole document is ever made, so that its size is
 * bounded by memory alone.
 *
 * @throws Refusal `model-truncated` or `model-corrupt`, naming the byte and the JSON pointer
 */
export function readJson(bytes: Uint8Array, plan: ReadingPlan): Node {
  const reader = new JsonReader(bytes, plan)
  const document = reader.value()
  reader.end()
  return document
}

class JsonReader {
  readonly #bytes: Uint8Array
  readonly #plan: ReadingPlan
  readonly #path = new Path()
  readonly #number: JsonNumberReader
  readonly #numbers = new GrowingArray((length) => new Float64Array(length))
  #at = 0
  #kept = 0

  constructor(bytes: Uint8Array, plan: ReadingPlan) {
    this.#bytes = bytes
    this.#plan = plan
    this.#number = new JsonNumberReader(bytes)
  }

  value(): Node {
    const first = this.#peek('a value')
    if (first === openObject) return this.#object()
    if (first === openList) return this.#list()
    if (first === quote) return this.#text()
    if (isLetterOfWord(first)) {
      const word = this.#word()
      if (word !== undefined) return word
    }
    return this.#readNumber()
  }

  end(): void {
    this.#skipSpace()
    if (this.#at < this.#bytes.length) throw this.#unexpected('the end of the file')
  }

  #object(): NodeObject {
    this.#checkDepth()
    const fields = new Map<string, Node>()
    this.#at += 1
    if (this.#takes(closeObject)) return fields
    do {
      if (this.#peek('a key') !== quote) throw this.#unexpected('a key')
      const start = this.#at
      const key = this.#text()
      if (!this.#takes(colon)) throw this.#unexpected('":"')
      this.#path.enter(key)
      if (fields.has(key)) {
        throw this.#path.refuse(start, { found: 'this key a second time', expected: 'it once' })
      }
      this.#field(fields, key)
      this.#path.leave()
    } while (this.#takes(comma))
    if (!this.#takes(closeObject)) throw this.#unexpected('"," or "}"')
    return fields
  }

  #field(fields: Map<string, Node>, key: string): void {
    const { keys, streamed } = this.#plan
    const first = this.#peek('a value')
    if (!keys.has(key)) this.#at = skipJsonValue(this.#bytes, this.#at, this.#path)
    else if (key === streamed && first === openList) fields.set(key, this.#stream())
    else fields.set(key, this.value())
  }

  /** Hands the elements of a list over. @returns how many there were */
  #stream(): number {
    this.#at += 1
    if (this.#takes(closeList)) return 0
    let count = 0
    this.#path.enter(0)
    do {
      this.#path.turnTo(count)
      this.#plan.take(this.value(), this.#path.toString(), count)
      count += 1
    } while (this.#takes(comma))
    this.#path.leave()
    if (!this.#takes(closeList)) throw this.#unexpected('"," or "]"')
    return count
  }

  #list(): Node {
    this.#checkDepth()
    this.#at += 1
    if (this.#takes(closeList)) return []
    const first = this.#peek('a value')
    if (first !== openObject && first !== openList && first !== quote && !this.#isNull()) {
      return this.#numberList()
    }
    const list: Node[] = []
    this.#path.enter(0)
    do {
      this.#path.turnTo(list.length)
      list.push(this.value())
      this.#keepOne()
    } while (this.#takes(comma))
    this.#path.leave()
    if (!this.#takes(closeList)) throw this.#unexpected('"," or "]"')
    return list
  }

  #numberList(): Float64Array {
    do {
      const word = isLetterOfWord(this.#peek('a number')) ? this.#word() : undefined
      if (word === null) throw this.#unexpected('a number')
      this.#numbers.push(word === undefined ? this.#readNumber() : Number(word))
    } while (this.#takes(comma))
    if (!this.#takes(closeList)) throw this.#unexpected('"," or "]"')
    return this.#numbers.finish()
  }

  #readNumber(): number {
    if (!this.#number.read(this.#at)) throw this.#unexpected('a value')
    this.#at = this.#number.end
    return this.#number.value
  }

  #isNull(): boolean {
    return latin1(this.#bytes, this.#at, Math.min(this.#at + 4, this.#bytes.length)) === 'null'
  }

  /** true, false or null, if that is what comes next. */
  #word(): boolean | null | undefined {
    const first = this.#peek('a value')
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (first !== word.charCodeAt(0)) continue
      const end = Math.min(this.#at + word.length, this.#bytes.length)
      if (latin1(this.#bytes, this.#at, end) !== word) continue
      this.#at = end
      return value
    }
    return undefined
  }

  #text(): string {
    const start = this.#at + 1
    let end = start
    let hasEscapes = false
    for (; this.#bytes[end] !== quote; end++) {
      if (end >= this.#bytes.length) throw this.#cutOff('the end of a text')
      if (end - start > mostTextBytes)
        throw this.#unexpected(`a text of at most ${mostTextBytes} bytes`)
      if (this.#bytes[end] === 92) {
        hasEscapes = true
        end += 1
      }
    }
    const slice = this.#bytes.subarray(start, end)
    const text = hasEscapes ? unescaped(slice) : decodeUtf8(slice)
    if (text === undefined) throw this.#unexpected('a text in UTF-8')
    this.#at = end + 1
    return text
  }

  #takes(character: number): boolean {
    this.#skipSpace()
    if (this.#bytes[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #peek(expected: string): number {
    this.#skipSpace()
    const character = this.#bytes[this.#at]
    if (character === undefined) throw this.#cutOff(expected)
    return character
  }

  #skipSpace(): void {
    for (;;) {
      const character = this.#bytes[this.#at]
      if (character !== 32 && character !== 10 && character !== 13 && character !== 9) return
      this.#at += 1
    }
  }

  #keepOne(): void {
    this.#kept += 1
    if (this.#kept <= mostListed) return
    const finding = { found: 'more list elements', expected: `at most ${mostListed}` }
    throw this.#path.refuse(this.#at, finding, 'model-unsupported')
  }

  #checkDepth(): void {
    if (this.#path.depth < mostLevels) return
    throw this.#path.refuse(this.#at, {
      found: 'more nesting',
      expected: `at most ${mostLevels} levels`,
    })
  }

  #unexpected(expected: string) {
    if (this.#isCutOff()) return this.#cutOff(expected)
    const end = Math.min(this.#at + 20, this.#bytes.length)
    const found = shown(latin1(this.#bytes, this.#at, end))
    return this.#path.refuse(this.#at, { found, expected })
  }

  /** Whether the file ends here, or within a number or a word that begins here. */
  #isCutOff(): boolean {
    const rest = latin1(this.#bytes, this.#at, Math.min(this.#at + 64, this.#bytes.length))
    return rest.length < 64 && /^[-+.\w]*$/.test(rest)
  }

  #cutOff(expected: string) {
    const found = 'the end of the file'
    return this.#path.refuse(this.#bytes.length, { found, expected }, 'model-truncated')
  }
}

/** The first letter of true, false or null. */
function isLetterOfWord(character: number): boolean {
  return character === 116 || character === 102 || character === 110
}

function unescaped(slice: Uint8Array): string | undefined {
  const text = decodeUtf8(slice)
  if (text === undefined) return undefined
  try {
    // A text between its quotes parses to a text, or not at all.
    return JSON.parse(`"${text}"`) as string
  } catch {
    return undefined
  }
}
