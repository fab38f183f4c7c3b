import type { RefusalCode } from '../../refusals.ts'
import { shown } from '../../shown.ts'
import { type Finding, refuseAt } from '../refuse-at.ts'
import type { Node, NodeObject } from './document.ts'

/** Bounds of whole numbers. */
export interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/** One object of a document, with the JSON pointer that leads to it. */
export class Section {
  readonly place: string
  readonly #fields: NodeObject

  constructor(node: Node | undefined, place: string) {
    if (!(node instanceof Map)) {
      throw refuseAt(place, { found: describe(node), expected: 'an object' })
    }
    this.place = place
    this.#fields = node
  }

  has(key: string): boolean {
    return this.#fields.has(key)
  }

  raw(key: string): Node | undefined {
    return this.#fields.get(key)
  }

  section(key: string): Section {
    return new Section(this.#fields.get(key), `${this.place}/${key}`)
  }

  text(key: string): string {
    const value = this.#fields.get(key)
    if (typeof value === 'string') return value
    throw this.refuse(key, { found: describe(value), expected: 'a text' })
  }

  /** A whole number, which XGBoost writes as a text. */
  integer(key: string, { minimum, maximum }: Bounds): number {
    const node = this.#fields.get(key)
    const value = typeof node === 'string' && /^-?\d{1,15}$/.test(node) ? Number(node) : node
    if (Number.isInteger(value)) {
      // Number.isInteger is true for numbers only.
      const integer = value as number
      if (integer >= minimum && integer <= maximum) return integer
    }
    const expected = `a whole number from ${minimum} to ${maximum}`
    throw this.refuse(key, { found: describe(node), expected })
  }

  /** A list of numbers, of `count` if given. */
  numbers(key: string, count?: number): Float64Array {
    const node = this.#fields.get(key)
    const numbers = Array.isArray(node) && node.length === 0 ? new Float64Array() : node
    if (!(numbers instanceof Float64Array)) {
      throw this.refuse(key, { found: describe(node), expected: 'a list of numbers' })
    }
    if (count === undefined || numbers.length === count) return numbers
    throw this.refuse(key, { found: `${numbers.length} entries`, expected: String(count) })
  }

  /** A list of whole numbers within bounds. */
  integers(key: string, { minimum, maximum }: Bounds, count?: number): Float64Array {
    const numbers = this.numbers(key, count)
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i] as number
      if (value >= minimum && value <= maximum && Number.isInteger(value)) continue
      const expected = `a whole number from ${minimum} to ${maximum}`
      throw this.refuse(`${key}/${i}`, { found: String(value), expected })
    }
    return numbers
  }

  texts(key: string): readonly string[] {
    const list = this.list(key)
    return list.map((item, i) => {
      if (typeof item === 'string') return item
      throw this.refuse(`${key}/${i}`, { found: describe(item), expected: 'a text' })
    })
  }

  list(key: string): readonly Node[] {
    const node = this.#fields.get(key)
    if (Array.isArray(node)) return node
    throw this.refuse(key, { found: describe(node), expected: 'a list' })
  }

  refuse(key: string, finding: Finding, code?: RefusalCode) {
    return refuseAt(`${this.place}/${key}`, finding, code)
  }
}

function describe(node: Node | undefined): string {
  if (node instanceof Float64Array) return `a list of ${node.length} numbers`
  return shown(node)
}
