/** A quantile of a sample and an interval for that of the population. */
export interface QuantileInterval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * A quantile with its distribution-free interval from order statistics: the ends are values of the
 * sample whose ranks a binomial count of values below the quantile stays between (David and Nagaraja,
 * Order Statistics, 2003, section 7.1).
 *
 * @param sorted ascending
 * @returns `undefined` when the sample is too small for an end on both sides
 */
export function quantileInterval(
  sorted: readonly number[],
  share: number,
  level: number,
): QuantileInterval | undefined {
  const n = sorted.length
  const ranks = ranksOf(n, share, (1 - level) / 2)
  const value = sorted[Math.min(n - 1, Math.max(0, Math.ceil(n * share) - 1))]
  const [low, high] = [sorted[ranks.low - 1], sorted[ranks.high - 1]]
  if (value === undefined || low === undefined || high === undefined) return undefined
  return { value, low: Math.min(low, value), high: Math.max(high, value) }
}

/** How many rounds are needed for their least and greatest to hold the median at this level. */
export function roundsFor(level: number): number {
  let rounds = 1
  // All values lie on one side of the median with a probability of 2 / 2^rounds.
  for (let miss = 1; miss > 1 - level; miss /= 2) rounds += 1
  return rounds
}

/** Ranks from 1 with at most `tail` of the binomial below the low and from the high on; 0 or n + 1: none. */
function ranksOf(n: number, share: number, tail: number): { low: number; high: number } {
  const weights = binomialWeights(n, share)
  let [low, below] = [0, 0]
  while (low < n && below + (weights[low] ?? 0) <= tail) {
    below += weights[low] ?? 0
    low += 1
  }
  let [high, above] = [n + 1, 0]
  while (high > 1 && above + (weights[high - 1] ?? 0) <= tail) {
    above += weights[high - 1] ?? 0
    high -= 1
  }
  return { low, high }
}

/** Probabilities of 0 to n, from the most likely outwards so that nothing underflows on the way. */
function binomialWeights(n: number, share: number): Float64Array {
  const weights = new Float64Array(n + 1)
  const mode = Math.min(n, Math.floor((n + 1) * share))
  weights[mode] = 1
  for (let k = mode; k > 0; k--) {
    weights[k - 1] = ((weights[k] ?? 0) * (k * (1 - share))) / ((n - k + 1) * share)
  }
  for (let k = mode; k < n; k++) {
    weights[k + 1] = ((weights[k] ?? 0) * ((n - k) * share)) / ((k + 1) * (1 - share))
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
