/** Tokens that fill at a steady rate up to a bound: one is taken for each request. */
export class TokenBucket {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #filledAtMs: number

  /** Full at first. @param burst how many may be taken at once, at least 1 */
  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#tokens = burst
    this.#filledAtMs = nowMs
  }

  /** Takes a token if there is one; otherwise gives the milliseconds until there will be. */
  take(nowMs: number): number {
    const filled = this.#tokens + (nowMs - this.#filledAtMs) * this.#perMs
    this.#tokens = Math.min(this.#burst, filled)
    this.#filledAtMs = nowMs
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perMs
    this.#tokens--
    return 0
  }
}
