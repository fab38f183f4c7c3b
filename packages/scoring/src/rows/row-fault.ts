import type { RefusalCode } from '../refusals.ts'
import { shown } from '../shown.ts'

/** Why a row is refused. */
export interface RowFault {
  readonly code: RefusalCode
  /** JSON pointer within the row; empty for the row itself. */
  readonly pointer: string
  /** What kind of thing stands there. It repeats no value of the row, so that it may travel. */
  readonly found: string
  /** The value itself, shortened: for the owner of the row only. */
  readonly value?: string
  readonly expected: string
}

/** One fault in one sentence. With `reveal`, the value is shown to the owner of the row. */
export function describeFault(fault: RowFault, reveal = false): string {
  const place = fault.pointer === '' ? 'the row' : fault.pointer
  const value = reveal && fault.value !== undefined ? ` (${fault.value})` : ''
  return `${place}: found ${fault.found}${value}, expected ${fault.expected}`
}

export function faultOf(
  code: RefusalCode,
  pointer: string,
  value: unknown,
  expected: string,
  found: string = kindOf(value),
): RowFault {
  const text = shownValue(value)
  const fault = { code, pointer, found, expected }
  return text === undefined ? fault : { ...fault, value: text }
}

/** The kind of a JSON value, in words. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      return Number.isInteger(value) || !Number.isFinite(value) ? 'a number' : 'a fraction'
    case 'bigint':
      return 'a number'
    case 'boolean':
      return 'a boolean'
    case 'object':
      return 'an object'
    default:
      return `a ${typeof value}`
  }
}

/** The pointer to a member of the row (RFC 6901). */
export function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function shownValue(value: unknown): string | undefined {
  return typeof value === 'object' || value === undefined ? undefined : shown(value)
}
