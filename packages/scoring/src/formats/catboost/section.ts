import { decodeUtf8 } from '../../platform-globals.ts'
import type { Refusal, RefusalCode } from '../../refusals.ts'
import { shown } from '../../shown.ts'
import { type Finding, refuseAt } from '../refuse-at.ts'

/** One object of a JSON document, with the JSON pointer that leads to it. */
export class Section {
  readonly place: string
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refuseAt(place || '/', { found: shown(value), expected: 'an object' })
    }
    this.place = place
    this.#fields = value as Readonly<Record<string, unknown>> // what JSON calls an object
  }

  /** Whether a key says anything: CatBoost writes null for what it has none of. */
  has(key: string): boolean {
    return (this.raw(key) ?? null) !== null
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined
  }

  /**
   * A text, a number, true, false, or nothing. Nothing nested: what takes it for one of these (`Number`,
   * `String`, `JSON.stringify`) walks it down as deep as it goes, and overflows the stack.
   */
  plain(key: string): string | number | boolean | undefined {
    const value = this.raw(key) ?? undefined
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return value
    throw this.refuse(key, { found: shown(value), expected: 'a text or a number' })
  }

  section(key: string): Section {
    return new Section(this.raw(key), `${this.place}/${key}`)
  }

  /** The objects of a list; none where it is null or lacking. */
  sections(key: string): readonly Section[] {
    if (!this.has(key)) return []
    return this.list(key).map((item, i) => new Section(item, `${this.place}/${key}/${i}`))
  }

  list(key: string): readonly unknown[] {
    const value = this.raw(key)
    if (Array.isArray(value)) return value
    throw this.refuse(key, { found: shown(value), expected: 'a list' })
  }

  text(key: string): string {
    const value = this.raw(key)
    if (typeof value === 'string') return value
    throw this.refuse(key, { found: shown(value), expected: 'a text' })
  }

  boolean(key: string): boolean {
    const value = this.raw(key)
    if (typeof value === 'boolean') return value
    throw this.refuse(key, { found: shown(value), expected: 'true or false' })
  }

  number(key: string): number {
    const value = this.raw(key)
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw this.refuse(key, { found: shown(value), expected: 'a finite number' })
  }

  /** A whole number from `minimum` to `maximum`. */
  integer(key: string, minimum: number, maximum: number): number {
    const value = this.raw(key)
    const isWhole = typeof value === 'number' && Number.isInteger(value)
    if (isWhole && value >= minimum && value <= maximum) return value
    const expected = `a whole number from ${minimum} to ${maximum}`
    throw this.refuse(key, { found: shown(value), expected })
  }

  /** A list of finite numbers, or a single one for a list of it. */
  numbers(key: string): Float64Array {
    const value = this.raw(key)
    const list = Array.isArray(value) ? value : [value]
    return Float64Array.from(list, (item, i) => {
      if (typeof item === 'number' && Number.isFinite(item)) return item
      throw this.refuse(`${key}/${i}`, { found: shown(item), expected: 'a finite number' })
    })
  }

  /** Numbers that a 32-bit float holds exactly. */
  floats(key: string): Float32Array {
    const numbers = this.numbers(key)
    const at = numbers.findIndex((value) => Math.fround(value) !== value)
    if (at < 0) return Float32Array.from(numbers)
    throw this.refuse(`${key}/${at}`, { found: String(numbers[at]), expected: 'a 32-bit float' })
  }

  refuse(key: string, finding: Finding, code?: RefusalCode): Refusal {
    return refuseAt(`${this.place}/${key}`, finding, code)
  }
}

/** @throws Refusal `model-truncated` or `model-corrupt` for bytes that are no JSON object */
export function readDocument(bytes: Uint8Array): Section {
  const text = decodeUtf8(bytes)
  if (text === undefined) {
    throw refuseAt('byte 0', { found: 'bytes that are no UTF-8', expected: 'a JSON document' })
  }
  return new Section(parsed(text), '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'no JSON'
    const isCut = !text.trimEnd().endsWith('}')
    throw refuseAt(
      `byte ${isCut ? text.length : 0}`,
      { found, expected: 'a whole JSON document' },
      isCut ? 'model-truncated' : 'model-corrupt',
    )
  }
}
