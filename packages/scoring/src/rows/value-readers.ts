import { fewLevelsText } from '../contract/levels-text.ts'
import { rangeText } from '../contract/range-text.ts'
import { findNearestName } from '../contract/similar-names.ts'
import { type Field, type FieldType, type Level, mostTextCharacters } from '../contract/types.ts'
import { faultOf, pointerTo, type RowFault } from './row-fault.ts'
import { parseTimestamp } from './timestamp.ts'

/** What became of a value, beside its number. */
export interface Outcome {
  kind: 'read' | 'missing' | 'unknown-level' | 'fault'
  fault: RowFault | undefined
}

/**
 * The number by which a value reaches the model. A missing value is NaN, an unknown level too unless
 * its field has a code for such, and a fault is NaN; `outcome` tells them apart, and is left alone when the value is read.
 */
export type ValueReader = (value: unknown, outcome: Outcome) => number

/** How values of a field are read. */
export function valueReaderOf(field: Field): ValueReader {
  return field.role === 'carried' ? readCarried : readersByType[field.type](field)
}

const readersByType: Readonly<Record<FieldType, (field: Field) => ValueReader>> = {
  number: numberReader,
  integer: integerReader,
  boolean: booleanReader,
  category: categoryReader,
  text: textReader,
  timestamp: timestampReader,
}

/** Carried fields are passed through as they are. */
function readCarried(value: unknown, outcome: Outcome): number {
  return value === null || value === undefined ? missing(outcome) : 0
}

function numberReader(field: Field): ValueReader {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } =
    field.range ?? {}
  return (value, outcome) => {
    const number = toNumber(value)
    if (number === undefined) {
      if (isMissingNumber(value)) return missing(outcome)
      return refuse(outcome, faultOf('row-type', pointerTo(field.name), value, 'a number'))
    }
    if (number >= minimum && number <= maximum) return number
    return refuse(outcome, outOfRange(field, value))
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value
  if (typeof value === 'bigint') return Number(value)
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined
}

function isMissingNumber(value: unknown): boolean {
  return value === null || value === undefined || value === 'NaN' || Number.isNaN(value)
}

/** Beyond 2^53 a double no longer tells neighbours apart, so what was written may be lost. */
function integerReader(field: Field): ValueReader {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = field.range ?? {}
  const least = Math.max(minimum, Number.MIN_SAFE_INTEGER)
  const most = Math.min(maximum, Number.MAX_SAFE_INTEGER)
  const exact = { ...field, range: { minimum: least, maximum: most } }
  return (value, outcome) => {
    if (typeof value === 'number' ? Number.isInteger(value) : typeof value === 'bigint') {
      const number = Number(value)
      return number >= least && number <= most ? number : refuse(outcome, outOfRange(exact, value))
    }
    if (isMissingNumber(value)) return missing(outcome)
    return refuse(outcome, faultOf('row-type', pointerTo(field.name), value, 'a whole number'))
  }
}

function booleanReader(field: Field): ValueReader {
  return (value, outcome) => {
    if (typeof value === 'boolean') return value ? 1 : 0
    // As in CSV, and as most programs that have no booleans write them.
    if (value === 0 || value === 1) return value === 1 ? 1 : 0
    if (isMissingNumber(value)) return missing(outcome)
    return refuse(outcome, faultOf('row-type', pointerTo(field.name), value, 'true or false'))
  }
}

function categoryReader(field: Field): ValueReader {
  const levels = field.levels ?? []
  const codes = new Map<unknown, number>(levels.map((level, code) => [level, code]))
  const type = typeof levels[0]
  const { unknownCode: unknown = Number.NaN } = field
  return (value, outcome) => {
    const code = codes.get(value)
    if (code !== undefined) return code
    if (value === null || value === undefined || Number.isNaN(value)) return missing(outcome)
    const level = typeof value === 'bigint' ? Number(value) : value
    if (typeof level !== type) {
      const expected = type === 'string' ? 'text' : 'a number'
      const fault = faultOf('row-type', pointerTo(field.name), value, `${expected}, a level`)
      return refuse(outcome, fault)
    }
    if (field.unknownLevel === 'accept') {
      outcome.kind = 'unknown-level'
      return unknown
    }
    return refuse(outcome, unknownLevel(field, levels, value))
  }
}

/** A text has no number of its own: where a model reads it, the row reader gives it one. */
function textReader(field: Field): ValueReader {
  const { maximumLength = mostTextCharacters } = field
  return (value, outcome) => {
    if (typeof value === 'string') {
      const problem = field.role === 'feature' ? problemOfText(value, maximumLength) : undefined
      if (problem === undefined) return 0
      const { code, found, expected } = problem
      return refuse(outcome, faultOf(code, pointerTo(field.name), undefined, expected, found))
    }
    if (value === null || value === undefined || Number.isNaN(value)) return missing(outcome)
    return refuse(outcome, faultOf('row-type', pointerTo(field.name), value, 'text'))
  }
}

function problemOfText(text: string, most: number) {
  if (!text.isWellFormed()) {
    const found = 'text with half of a surrogate pair'
    return { code: 'row-type', found, expected: 'text in Unicode' } as const
  }
  if (text.length <= most || (text.length <= 2 * most && [...text].length <= most)) return undefined
  const expected = `at most ${most} characters`
  return { code: 'row-range', found: 'a longer text', expected } as const
}

function timestampReader(field: Field): ValueReader {
  const expected = 'an RFC 3339 time with its zone, such as 2001-01-31T05:30:00Z'
  return (value, outcome) => {
    const us = typeof value === 'string' ? parseTimestamp(value) : undefined
    if (us !== undefined) {
      if (Number.isSafeInteger(us)) return us
      const fault = faultOf('row-range', pointerTo(field.name), value, 'a year from 1685 to 2255')
      return refuse(outcome, fault)
    }
    if (isMissingNumber(value)) return missing(outcome)
    return refuse(outcome, faultOf('row-type', pointerTo(field.name), value, expected))
  }
}

function missing(outcome: Outcome): number {
  outcome.kind = 'missing'
  return Number.NaN
}

function refuse(outcome: Outcome, fault: RowFault): number {
  outcome.kind = 'fault'
  outcome.fault = fault
  return Number.NaN
}

function outOfRange({ name, range }: Field, value: unknown): RowFault {
  const expected = rangeText(range) ?? 'a number'
  return faultOf('row-range', pointerTo(name), value, expected, 'a number out of range')
}

function unknownLevel(field: Field, levels: readonly Level[], value: unknown): RowFault {
  const near = findNearestName(String(value), levels.map(String))
  const all = fewLevelsText(levels)
  // The nearest level tells nothing of the value that the contract does not tell anyway.
  const expected = near === undefined ? all : `${all}; the nearest is ${near}`
  return faultOf('row-level-unknown', pointerTo(field.name), value, expected, 'an unknown level')
}
