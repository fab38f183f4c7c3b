import type { RefusalCode } from '../../refusals.ts'
import { type Finding, refuseAt } from '../refuse-at.ts'

/**
 * A JSON or UBJSON document. A list of numbers is one typed array, with true and false as 1 and 0;
 * numbers written as fractions or with an exponent are rounded to the nearest 32-bit float.
 */
export type Node = null | boolean | number | string | Float64Array | readonly Node[] | NodeObject

/** Only the keys that were asked for. */
export type NodeObject = ReadonlyMap<string, Node>

/** What to take from a document, and what to do with the parts that are too many to keep. */
export interface ReadingPlan {
  /** Keys to read, at any depth; the values of all others are skipped. */
  readonly keys: ReadonlySet<string>
  /** The key of a list whose elements are handed over one by one instead of being kept. */
  readonly streamed: string
  /** Takes an element of such a list; `place` is its JSON pointer. */
  readonly take: (element: Node, place: string, index: number) => void
}

/** Nesting of a document; XGBoost's own files have 9 levels. */
export const mostLevels = 64

/** The longest text of a document, in bytes. */
export const mostTextBytes = 1 << 20

/** Elements of all lists that are not of numbers: names, types, levels. */
export const mostListed = 10_000_000

/** Where a reader stands inside a document: the keys and indices that lead there. */
export class Path {
  readonly #steps: (string | number)[] = []

  get depth(): number {
    return this.#steps.length
  }

  enter(step: string | number): void {
    this.#steps.push(step)
  }

  /** Moves on from one element to the next, without leaving the list. */
  turnTo(step: string | number): void {
    this.#steps[this.#steps.length - 1] = step
  }

  leave(): void {
    this.#steps.pop()
  }

  /** The JSON pointer (RFC 6901) of this spot; `/` for the whole document. */
  toString(): string {
    const text = this.#steps.map((step) => `/${String(step).slice(0, 80)}`)
    return text.length === 0 ? '/' : text.join('')
  }

  refuse(byte: number, finding: Finding, code?: RefusalCode) {
    return refuseAt(`byte ${byte} (${this.toString()})`, finding, code)
  }
}
