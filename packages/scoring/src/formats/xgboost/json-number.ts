import { latin1 } from '../latin1.ts'
import { scaleDecimal, toNearestFloat } from './decimal.ts'

/** Far more than any number needs. */
const mostCharacters = 400
const mostExactDigits = 15
const words = ['NaN', 'Infinity', '-Infinity', '-NaN'] as const

/**
 * Reads numbers as XGBoost writes them: whole numbers as doubles, anything with a fraction or an
 * exponent as the nearest 32-bit float; NaN and infinities by name. One reader serves a whole file,
 * without an object for each number.
 */
export class JsonNumberReader {
  /** The number read last, and the byte behind it. */
  value = 0
  end = 0
  readonly #bytes: Uint8Array
  #digits = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @returns whether a number stands there */
  read(start: number): boolean {
    const bytes = this.#bytes
    const isNegative = bytes[start] === 45
    this.#digits = 0
    this.#count = 0
    const whole = this.#scan(isNegative ? start + 1 : start)
    let at = bytes[whole] === 46 ? this.#scan(whole + 1) : whole
    if (this.#count === 0) return this.#readWord(start)
    const fraction = at > whole ? at - whole - 1 : 0
    const [digits, count] = [this.#digits, this.#count]
    const hasExponent = bytes[at] === 69 || bytes[at] === 101
    let power = 0
    if (hasExponent) {
      const sign = bytes[at + 1]
      this.#digits = 0
      this.#count = 0
      at = this.#scan(sign === 43 || sign === 45 ? at + 2 : at + 1)
      if (this.#count === 0 || this.#count > 9) return false
      power = sign === 45 ? -this.#digits : this.#digits
    }
    if (at - start > mostCharacters) return false
    this.end = at
    const size = count <= mostExactDigits ? scaleDecimal(digits, power - fraction) : undefined
    const isFloat = hasExponent || at > whole
    this.#round(start, size === undefined || !isNegative ? size : -size, isFloat)
    return true
  }

  #round(start: number, known: number | undefined, isFloat: boolean): void {
    const double = known ?? Number(latin1(this.#bytes, start, this.end))
    this.value = isFloat
      ? toNearestFloat(double, () => latin1(this.#bytes, start, this.end))
      : double
  }

  /** Appends digits from `at` on. @returns the byte behind them */
  #scan(at: number): number {
    let end = at
    for (;;) {
      const digit = (this.#bytes[end] ?? 0) - 48
      if (digit < 0 || digit > 9) return end
      this.#digits = this.#digits * 10 + digit
      this.#count += 1
      end += 1
    }
  }

  #readWord(start: number): boolean {
    const text = latin1(this.#bytes, start, Math.min(start + 9, this.#bytes.length))
    const word = words.find((candidate) => text.startsWith(candidate))
    if (word === undefined) return false
    this.value = word === '-NaN' ? Number.NaN : Number(word)
    this.end = start + word.length
    return true
  }
}
