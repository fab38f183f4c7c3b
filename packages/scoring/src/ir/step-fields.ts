import { corrupt } from '../corrupt.ts'
import { shown } from '../shown.ts'
import { limits } from './limits.ts'

const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/

/** Reads one JSON object key by key, remembers what was read, and refuses what was not. */
export class StepFields {
  readonly place: string
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #read = new Set<string>()

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw corrupt(place, shown(value), 'an object')
    }
    this.place = place
    // A JSON object: every key is a string, every value unknown.
    this.#fields = value as Record<string, unknown>
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key)
  }

  raw(key: string): unknown {
    this.#read.add(key)
    return this.has(key) ? this.#fields[key] : undefined
  }

  /** The name of a value or a coefficient. */
  name(key: string): string {
    return toName(this.raw(key), `${this.place}/${key}`)
  }

  names(key: string): readonly string[] {
    const place = `${this.place}/${key}`
    return toList(this.raw(key), limits.steps, place).map((item, i) =>
      toName(item, `${place}/${i}`),
    )
  }

  /** A whole number in [minimum, maximum]. */
  integer(key: string, minimum: number, maximum: number): number {
    return toInteger(this.raw(key), { minimum, maximum }, `${this.place}/${key}`)
  }

  integers(key: string, minimum: number, maximum: number): readonly number[] {
    const place = `${this.place}/${key}`
    const list = toList(this.raw(key), limits.width, place)
    return list.map((item, i) => toInteger(item, { minimum, maximum }, `${place}/${i}`))
  }

  finite(key: string): number {
    const value = this.raw(key)
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw corrupt(`${this.place}/${key}`, shown(value), 'a finite number')
  }

  boolean(key: string): boolean {
    const value = this.raw(key)
    if (typeof value === 'boolean') return value
    throw corrupt(`${this.place}/${key}`, shown(value), 'true or false')
  }

  /** One of a closed list of texts or numbers. */
  oneOf<T extends string | number>(key: string, choices: readonly T[]): T {
    const value = this.raw(key)
    const choice = choices.find((candidate) => candidate === value)
    if (choice !== undefined) return choice
    throw corrupt(`${this.place}/${key}`, shown(value), choices.map((c) => shown(c)).join(' or '))
  }

  object(key: string): StepFields {
    return new StepFields(this.raw(key), `${this.place}/${key}`)
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields)
  }

  /** @throws Refusal naming the first key that nothing asked for */
  end(): void {
    const stray = this.keys().find((key) => !this.#read.has(key))
    if (stray === undefined) return
    const known = [...this.#read].sort().join(', ')
    throw corrupt(this.place, `the key ${shown(stray)}`, `only the keys ${known}`)
  }
}

function toName(value: unknown, place: string): string {
  if (typeof value === 'string' && namePattern.test(value)) return value
  throw corrupt(place, shown(value), 'a name of letters, digits, ".", "_" and "-", at most 64')
}

function toInteger(
  value: unknown,
  { minimum, maximum }: { minimum: number; maximum: number },
  place: string,
): number {
  if (Number.isInteger(value)) {
    // Number.isInteger is true for numbers only.
    const integer = value as number
    if (integer >= minimum && integer <= maximum) return integer
  }
  throw corrupt(place, shown(value), `a whole number from ${minimum} to ${maximum}`)
}

function toList(value: unknown, most: number, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw corrupt(place, shown(value), 'a list')
  if (value.length > 0 && value.length <= most) return value
  throw corrupt(place, `${value.length} entries`, `1 to ${most} entries`)
}
