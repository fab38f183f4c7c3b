import {
  addPairs,
  dividePairs,
  fastTwoSum,
  multiplyPairs,
  type Pair,
  twoProduct,
  twoSum,
} from '../math/double-double.ts'

/** The sums that make up `Moments`, each carried as two doubles; they can be sent and stored. */
export type MomentsState = {
  readonly n: number
  /** High and low parts of: w, w^2, w x, w x^2, w^2 x, w^2 x^2, summed over the values. */
  readonly sums: Float64Array
}

/** Mean and spread of values that arrive in batches, weighted or not. */
export interface Moments {
  /** Adds the first `count` values; without weights each counts 1. */
  add(values: Float64Array, count: number, weights?: Float64Array): void
  /** Adds what another one has seen. */
  merge(state: MomentsState): void
  state(): MomentsState
}

/** What the sums say; NaN where too few values make it undefined. */
export type MomentsSummary = {
  readonly n: number
  readonly totalWeight: number
  /** Kish's effective number of values, (sum w)^2 / sum w^2; n without weights. */
  readonly effectiveN: number
  readonly mean: number
  /** Sample variance (divisor n - 1); with weights, weighted about the weighted mean. */
  readonly variance: number
  /** Standard error of the mean; with weights, of the ratio estimator by linearization. */
  readonly standardError: number
}

const WEIGHTS = 0
const WEIGHTS_SQUARED = 2
const VALUES = 4
const SQUARES = 6
const WEIGHTED_TWICE = 8
const SQUARES_WEIGHTED_TWICE = 10
const SPLITTER = 134217729
/** 2^-90: a spread below it, relative to the mean square, is not told from none. */
const ROUNDING_LEFT = 8.077935669463161e-28

/**
 * Moments as sums of about 106 bits.
 *
 * Welford's updating formula rounds at every value, so its result depends on how the values were
 * split; these sums do not, up to the last bits of a double, and merging them is plain addition.
 */
export function createMoments(): Moments {
  const sums = new Float64Array(12)
  let n = 0
  return {
    add(values, count, weights) {
      n += count
      if (weights === undefined) addPlain(sums, values, count)
      else addWeighted(sums, values, count, weights)
    },
    merge(state) {
      n += state.n
      for (let at = 0; at < sums.length; at += 2) {
        addTo(sums, at, state.sums[at] as number, state.sums[at + 1] as number) // same layout
      }
    },
    state: () => ({ n, sums: sums.slice() }),
  }
}

/** Mean, variance and standard error from the sums. */
export function summarizeMoments({ n, sums }: MomentsState): MomentsSummary {
  const weight = pairAt(sums, WEIGHTS)
  const weightSquared = pairAt(sums, WEIGHTS_SQUARED)
  const mean = dividePairs(pairAt(sums, VALUES), weight)
  const correction = n > 1 ? n / (n - 1) : Number.NaN
  const squares = squaresAbout(mean, weight, pairAt(sums, VALUES), pairAt(sums, SQUARES))
  const linear = squaresAbout(
    mean,
    weightSquared,
    pairAt(sums, WEIGHTED_TWICE),
    pairAt(sums, SQUARES_WEIGHTED_TWICE),
  )
  return {
    n,
    totalWeight: weight.hi,
    effectiveN: (weight.hi * weight.hi) / weightSquared.hi,
    mean: mean.hi,
    variance: (squares / weight.hi) * correction,
    standardError: Math.sqrt(linear * correction) / weight.hi,
  }
}

/** sum v (x - mean)^2 from sum v, sum v x and sum v x^2; what is left of rounding counts as 0. */
function squaresAbout(mean: Pair, v: Pair, vx: Pair, vxx: Pair): number {
  const cross = multiplyPairs(mean, vx)
  const square = multiplyPairs(multiplyPairs(mean, mean), v)
  const rest = addPairs(addPairs(vxx, { hi: -2 * cross.hi, lo: -2 * cross.lo }), square)
  return rest.hi <= vxx.hi * ROUNDING_LEFT ? 0 : rest.hi
}

function pairAt(sums: Float64Array, at: number): Pair {
  return fastTwoSum(sums[at] as number, sums[at + 1] as number) // all callers pass a fixed place
}

function addPlain(sums: Float64Array, values: Float64Array, count: number): void {
  let sum = 0
  let sumLow = 0
  let squares = 0
  let squaresLow = 0
  for (let i = 0; i < count; i++) {
    const x = values[i] as number // count does not exceed the length
    const nextSum = sum + x
    const sumPart = nextSum - sum
    sumLow += sum - (nextSum - sumPart) + (x - sumPart)
    sum = nextSum
    const square = x * x
    const scaled = SPLITTER * x
    const high = scaled - (scaled - x)
    const low = x - high
    const squareLow = low * low - (square - high * high - 2 * high * low)
    const nextSquares = squares + square
    const squarePart = nextSquares - squares
    squaresLow += squares - (nextSquares - squarePart) + (square - squarePart) + squareLow
    squares = nextSquares
  }
  for (const at of [WEIGHTS, WEIGHTS_SQUARED]) addTo(sums, at, count, 0)
  for (const at of [VALUES, WEIGHTED_TWICE]) addTo(sums, at, sum, sumLow)
  for (const at of [SQUARES, SQUARES_WEIGHTED_TWICE]) addTo(sums, at, squares, squaresLow)
}

function addWeighted(
  sums: Float64Array,
  values: Float64Array,
  count: number,
  weights: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const x = values[i] as number // count does not exceed either length
    const w = weights[i] as number
    const ww = twoProduct(w, w)
    const xx = twoProduct(x, x)
    const wx = twoProduct(w, x)
    addPair(sums, WEIGHTS, { hi: w, lo: 0 })
    addPair(sums, WEIGHTS_SQUARED, ww)
    addPair(sums, VALUES, wx)
    addPair(sums, SQUARES, multiplyPairs(xx, { hi: w, lo: 0 }))
    addPair(sums, WEIGHTED_TWICE, multiplyPairs(wx, { hi: w, lo: 0 }))
    addPair(sums, SQUARES_WEIGHTED_TWICE, multiplyPairs(ww, xx))
  }
}

function addPair(sums: Float64Array, at: number, value: Pair): void {
  addTo(sums, at, value.hi, value.lo)
}

function addTo(sums: Float64Array, at: number, hi: number, lo: number): void {
  const sum = twoSum(sums[at] as number, hi) // all callers pass a fixed place
  sums[at] = sum.hi
  sums[at + 1] = (sums[at + 1] as number) + (sum.lo + lo)
}
