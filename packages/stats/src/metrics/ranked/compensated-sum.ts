/** 2^-44: a spread below it, relative to the mean square, is not told from none. */
const ROUNDING_LEFT = 1 / 17592186044416

/** A sum whose rounding errors are carried along (Neumaier 1974); for numbers of any sign. */
export class CompensatedSum {
  #sum = 0
  #lost = 0

  add(value: number): void {
    const next = this.#sum + value
    this.#lost +=
      Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum
    this.#sum = next
  }

  value(): number {
    return this.#sum + this.#lost
  }
}

/** Sums for sum w^2 (x - centre)^2 where the centre is known only at the end. */
export class SquaresAbout {
  readonly #weight = new CompensatedSum()
  readonly #one = new CompensatedSum()
  readonly #two = new CompensatedSum()

  /** Adds the sums of some rows: of w^2, of w^2 x and of w^2 x^2. */
  add(squares: number, first: number, second: number): void {
    this.#weight.add(squares)
    this.#one.add(first)
    this.#two.add(second)
  }

  /** At least 0; what is left of rounding counts as 0. */
  about(centre: number): number {
    const whole = this.#two.value()
    const sum = whole - 2 * centre * this.#one.value() + centre * centre * this.#weight.value()
    return sum <= whole * ROUNDING_LEFT ? 0 : sum
  }
}
