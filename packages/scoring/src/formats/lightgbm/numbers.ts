import { latin1 } from '../latin1.ts'
import { type Line, type LineScanner, refuseLine } from './lines.ts'

const mostDigits = 10
// No two parts can match the same digits: a long token that is no number is refused in one pass.
const doublePattern = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/
const space = 32
const minus = 45
const zero = 48

/** A list of numbers on one line: what it is called, how many there must be, and their bounds. */
export interface ListRule {
  readonly what: string
  readonly count: number
  readonly minimum: number
  readonly maximum: number
}

/** Exactly `count` whole numbers, separated by spaces. @throws Refusal naming the line */
export function readIntegers(scanner: LineScanner, line: Line, rule: ListRule): number[] {
  return readList(scanner, line, rule, (bytes, start, end) => {
    const value = integerOf(bytes, start, end)
    if (value >= rule.minimum && value <= rule.maximum) return value
    const expected = `a whole number from ${rule.minimum} to ${rule.maximum}`
    throw refuseLine(line, rule.what, { found: latin1(bytes, start, end), expected })
  })
}

/** Exactly `count` doubles, each the nearest to its decimal text, infinite ones if allowed. */
export function readDoubles(scanner: LineScanner, line: Line, rule: ListRule): number[] {
  return readList(scanner, line, rule, (bytes, start, end) => {
    const value = doubleOf(latin1(bytes, start, end))
    if (value >= rule.minimum && value <= rule.maximum) return value
    const finite = rule.maximum < Number.POSITIVE_INFINITY
    throw refuseLine(line, rule.what, {
      found: latin1(bytes, start, end),
      expected: finite ? 'a finite number' : 'a number',
    })
  })
}

/** One whole number. @throws Refusal naming the line */
export function readInteger(
  scanner: LineScanner,
  line: Line,
  rule: Omit<ListRule, 'count'>,
): number {
  // A list of one.
  return readIntegers(scanner, line, { ...rule, count: 1 })[0] as number
}

/** Up to ten digits after an optional sign; NaN for anything else. */
function integerOf(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === minus
  const first = isNegative ? start + 1 : start
  if (end === first || end - first > mostDigits) return Number.NaN
  let value = 0
  for (let at = first; at < end; at++) {
    const digit = (bytes[at] as number) - zero
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return isNegative ? -value : value
}

function doubleOf(token: string): number {
  if (doublePattern.test(token)) return Number(token)
  if (token === 'inf') return Number.POSITIVE_INFINITY
  return token === '-inf' ? Number.NEGATIVE_INFINITY : Number.NaN
}

/** Reads the words between spaces, which are counted before room for them is made. */
function readList(
  { bytes }: LineScanner,
  line: Line,
  { what, count }: ListRule,
  read: (bytes: Uint8Array, start: number, end: number) => number,
): number[] {
  const found = countWords(bytes, line)
  if (found !== count) {
    throw refuseLine(line, what, { found: `${found} entries`, expected: `${count}` })
  }
  const values: number[] = []
  let at = line.start
  while (at < line.end) {
    while (at < line.end && bytes[at] === space) at += 1
    const start = at
    while (at < line.end && bytes[at] !== space) at += 1
    if (at > start) values.push(read(bytes, start, at))
  }
  return values
}

function countWords(bytes: Uint8Array, { start, end }: Line): number {
  let count = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] !== space && (at === start || bytes[at - 1] === space)) count += 1
  }
  return count
}
