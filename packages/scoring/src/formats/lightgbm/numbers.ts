import { type Line, type LineScanner, refuseLine } from './lines.ts'

const integerPattern = /^-?\d{1,10}$/
// No two parts can match the same digits: a long token that is no number is refused in one pass.
const doublePattern = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/
const space = 32

/** A list of numbers on one line: what it is called, how many there must be, and their bounds. */
export interface ListRule {
  readonly what: string
  readonly count: number
  readonly minimum: number
  readonly maximum: number
}

/** Exactly `count` whole numbers, separated by spaces. @throws Refusal naming the line */
export function readIntegers(scanner: LineScanner, line: Line, rule: ListRule): number[] {
  return tokensOf(scanner, line, rule).map((token) => {
    const value = integerPattern.test(token) ? Number(token) : Number.NaN
    if (value >= rule.minimum && value <= rule.maximum) return value
    const expected = `a whole number from ${rule.minimum} to ${rule.maximum}`
    throw refuseLine(line, rule.what, { found: token, expected })
  })
}

/** Exactly `count` doubles, each the nearest to its decimal text, infinite ones if allowed. */
export function readDoubles(scanner: LineScanner, line: Line, rule: ListRule): number[] {
  return tokensOf(scanner, line, rule).map((token) => {
    const value = toDouble(token)
    if (value >= rule.minimum && value <= rule.maximum) return value
    const finite = rule.maximum < Number.POSITIVE_INFINITY
    throw refuseLine(line, rule.what, {
      found: token,
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

function toDouble(token: string): number {
  if (doublePattern.test(token)) return Number(token)
  if (token === 'inf') return Number.POSITIVE_INFINITY
  return token === '-inf' ? Number.NEGATIVE_INFINITY : Number.NaN
}

function tokensOf(scanner: LineScanner, line: Line, { what, count }: ListRule): string[] {
  // Counted before anything is made of them, so that a lie about sizes costs no memory.
  const found = countTokens(scanner.bytes, line)
  if (found !== count) {
    throw refuseLine(line, what, { found: `${found} entries`, expected: `${count}` })
  }
  return scanner
    .text(line)
    .split(' ')
    .filter((token) => token !== '')
}

function countTokens(bytes: Uint8Array, { start, end }: Line): number {
  let count = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] !== space && (at === start || bytes[at - 1] === space)) count += 1
  }
  return count
}
