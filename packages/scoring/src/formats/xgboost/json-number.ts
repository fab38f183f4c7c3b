import { latin1 } from '../lightgbm/lines.ts'
import { decimalToDouble, toNearestFloat } from './decimal.ts'

/** Far more than any number needs. */
const mostCharacters = 400
const mostExactDigits = 15
const words = ['NaN', 'Infinity', '-Infinity', '-NaN'] as const

/** A number and the byte behind it. */
export interface ReadNumber {
  readonly value: number
  readonly end: number
}

/**
 * Reads a number as XGBoost writes it: whole numbers as doubles, anything with a fraction or an
 * exponent as the nearest 32-bit float; NaN and infinities by name.
 *
 * @returns `undefined` where no number stands
 */
export function readJsonNumber(bytes: Uint8Array, start: number): ReadNumber | undefined {
  let at = start
  const isNegative = bytes[at] === 45
  if (isNegative) at += 1
  const scan = { digits: 0, count: 0 }
  const whole = scanDigits(bytes, at, scan)
  at = whole
  if (bytes[at] === 46) at = scanDigits(bytes, at + 1, scan)
  const fraction = at > whole ? at - whole - 1 : 0
  if (scan.count === 0) return readWord(bytes, start)
  const isFloat = at > whole || bytes[at] === 69 || bytes[at] === 101
  let power = 0
  if (bytes[at] === 69 || bytes[at] === 101) {
    const exponent = scanExponent(bytes, at + 1)
    if (exponent === undefined) return undefined
    at = exponent.end
    power = exponent.value
  }
  if (at - start > mostCharacters) return undefined
  const text = () => latin1(bytes, start, at)
  const isExact = scan.count <= mostExactDigits
  const size = decimalToDouble({ digits: scan.digits, exponent: power - fraction, isExact }, () =>
    latin1(bytes, isNegative ? start + 1 : start, at),
  )
  const double = isNegative ? -size : size
  return { value: isFloat ? toNearestFloat(double, text) : double, end: at }
}

/** Digits from `at` on, appended to what `scan` holds. @returns the byte behind them */
function scanDigits(
  bytes: Uint8Array,
  at: number,
  scan: { digits: number; count: number },
): number {
  let end = at
  for (;;) {
    const digit = (bytes[end] ?? 0) - 48
    if (digit < 0 || digit > 9) return end
    scan.digits = scan.digits * 10 + digit
    scan.count += 1
    end += 1
  }
}

function scanExponent(bytes: Uint8Array, start: number): ReadNumber | undefined {
  const sign = bytes[start]
  const first = sign === 43 || sign === 45 ? start + 1 : start
  const scan = { digits: 0, count: 0 }
  const end = scanDigits(bytes, first, scan)
  if (scan.count === 0 || scan.count > 9) return undefined
  return { value: sign === 45 ? -scan.digits : scan.digits, end }
}

function readWord(bytes: Uint8Array, start: number): ReadNumber | undefined {
  const text = latin1(bytes, start, Math.min(start + 9, bytes.length))
  const word = words.find((candidate) => text.startsWith(candidate))
  return word && { value: word === '-NaN' ? Number.NaN : Number(word), end: start + word.length }
}
