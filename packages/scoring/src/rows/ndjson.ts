import { type InputRow, type RowStream, unreadable } from './input-row.ts'
import { findRepeatedKey } from './repeated-key.ts'
import { type TextOptions, TextRecords } from './text-records.ts'

/**
 * Rows of newline-delimited JSON: one object a line. Whole numbers beyond 2^53 come as bigint, so
 * that 64-bit identifiers stay exact.
 */
export function createNdjsonReader(options: TextOptions = {}): RowStream {
  return new TextRecords(false, readLine, options)
}

/** Parses JSON as `JSON.parse` does, but keeps whole numbers beyond 2^53 exact, as bigint. */
export function parseExactJson(text: string): unknown {
  return longDigits.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text)
}

/** The shortest whole number that a double may round has 16 digits; long fractions are common. */
const longDigits = /(?<![.\d])\d{16}/
const wholeNumber = /^-?\d+$/
/** Deeper nesting is no row: what is carried through must be written again, level by level. */
const maximumDepth = 128

function keepExact(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && wholeNumber.test(source) ? BigInt(source) : value
}

function readLine(text: string, line: number): InputRow {
  if (text === '') return unreadable(line, 'an empty line', 'a JSON object')
  if (isDeep(text)) {
    return unreadable(line, `nesting beyond ${maximumDepth} levels`, 'a JSON object')
  }
  let record: unknown
  try {
    record = parseExactJson(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return unreadable(line, 'text that is not JSON', 'a JSON object', detail)
  }
  const repeated = findRepeatedKey(text, keysOf(record))
  if (repeated === undefined) return { kind: 'row', line, record }
  return unreadable(line, 'a key that stands twice', 'every key once', repeated)
}

function keysOf(record: unknown): number {
  let count = 0
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) {
    for (const _ in record) count++
  }
  return count
}

/** Whether brackets outside of texts nest too deep; text that is not JSON may pass. */
function isDeep(text: string): boolean {
  if (text.length <= 2 * maximumDepth) return false
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isQuoted) {
      if (character === '\\') at += 1
      else isQuoted = character !== '"'
    } else if (character === '"') isQuoted = true
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > maximumDepth) return true
  }
  return false
}
