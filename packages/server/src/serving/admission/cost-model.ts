/** After so many requests an old one counts by 1/e. */
const memory = 50
const keep = Math.exp(-1 / memory)

/**
 * What a request of some size costs: a line through what requests have cost, the newest counting
 * most (exponentially weighted least squares, after the cost model of BentoML's dispatcher).
 */
export class CostModel {
  #weight = 0
  #size = 0
  #cost = 0
  #sizeSquared = 0
  #sizeCost = 0

  observe(size: number, ms: number): void {
    this.#weight = this.#weight * keep + 1
    this.#size = this.#size * keep + size
    this.#cost = this.#cost * keep + ms
    this.#sizeSquared = this.#sizeSquared * keep + size * size
    this.#sizeCost = this.#sizeCost * keep + size * ms
  }

  /** Milliseconds; 0 while nothing was observed. */
  predict(size: number): number {
    if (this.#weight === 0) return 0
    const meanSize = this.#size / this.#weight
    const meanCost = this.#cost / this.#weight
    const variance = this.#sizeSquared / this.#weight - meanSize * meanSize
    const covariance = this.#sizeCost / this.#weight - meanSize * meanCost
    // Requests of one size say nothing about others: theirs is the best guess.
    const slope = variance > 1e-9 * meanSize * meanSize ? Math.max(0, covariance / variance) : 0
    return Math.max(0, meanCost + slope * (size - meanSize))
  }
}
