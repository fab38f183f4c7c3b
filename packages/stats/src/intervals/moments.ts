import {
  addPairs,
  dividePairs,
  lostByProduct,
  multiplyPairs,
  type Pair,
} from '../math/double-double.ts'
import {
  addOneToExactSum,
  addPairsToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../math/exact-sum.ts'

/** The sums that make up `Moments`, each exact; they can be sent and stored. */
export type MomentsState = {
  readonly n: number
  /**
   * Exact sums, one after the other: w, w^2; then x and x^2 of unweighted values; then w x, w x^2,
   * w^2 x and w^2 x^2 of weighted ones.
   */
  readonly sums: Float64Array
}

/** Mean and spread of values that arrive in batches, weighted or not. */
export interface Moments {
  /** Adds the first `count` values; without weights each counts 1. */
  add(values: Float64Array, count: number, weights?: Float64Array): void
  /** Adds `count` values of which `ones` are 1 and the others 0, each counting 1. */
  addShare(ones: number, count: number): void
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
  /**
   * Standard error of the mean: s / sqrt(n). With weights that of the ratio estimator by
   * linearization: sqrt(n / (n - 1) * sum w^2 (x - mean)^2) / sum w.
   */
  readonly standardError: number
}

const WEIGHTS = 0
const WEIGHTS_SQUARED = 1
const PLAIN_VALUES = 2
const PLAIN_SQUARES = 3
const VALUES = 4
const SQUARES = 5
const WEIGHTED_TWICE = 6
const SQUARES_WEIGHTED_TWICE = 7
const SUMS = 8
const CHUNK = 1024
/** 2^-90: a spread below it, relative to the mean square, is not told from none. */
const ROUNDING_LEFT = 8.077935669463161e-28

/**
 * Moments as exact sums.
 *
 * Their bits do not depend on the order of the values nor on how they were split and merged. A
 * square and a product enter with what rounding would lose of them, so that a spread far below the
 * mean is still right.
 */
export function createMoments(): Moments {
  const sums = new Float64Array(SUMS * EXACT_SUM_LENGTH)
  const scratch = createScratch()
  let n = 0
  return {
    add(values, count, weights) {
      n += count
      for (let from = 0; from < count; from += CHUNK) {
        const size = Math.min(CHUNK, count - from)
        const part = values.subarray(from, from + size)
        if (weights === undefined) addPlain(sums, scratch, part)
        else addWeighted(sums, scratch, part, weights.subarray(from, from + size))
      }
    },
    addShare(ones, count) {
      n += count
      addOneToExactSum(sumAt(sums, WEIGHTS), count)
      addOneToExactSum(sumAt(sums, WEIGHTS_SQUARED), count)
      addOneToExactSum(sumAt(sums, PLAIN_VALUES), ones)
      addOneToExactSum(sumAt(sums, PLAIN_SQUARES), ones)
    },
    merge(state) {
      n += state.n
      for (let at = 0; at < SUMS; at++) mergeExactSum(sumAt(sums, at), sumAt(state.sums, at))
    },
    state() {
      const normal = new Float64Array(sums.length)
      for (let at = 0; at < SUMS; at++) {
        normal.set(normalExactSum(sumAt(sums, at)), at * EXACT_SUM_LENGTH)
      }
      return { n, sums: normal }
    },
  }
}

/** Mean, variance and standard error from the sums. */
export function summarizeMoments({ n, sums }: MomentsState): MomentsSummary {
  const total = (at: number) => totalOfExactSum(sumAt(sums, at))
  const weight = total(WEIGHTS)
  const weightSquared = total(WEIGHTS_SQUARED)
  const plain = total(PLAIN_VALUES)
  const plainSquares = total(PLAIN_SQUARES)
  const values = addPairs(plain, total(VALUES))
  const mean = dividePairs(values, weight)
  const correction = n > 1 ? n / (n - 1) : Number.NaN
  const squares = squaresAbout(mean, weight, values, addPairs(plainSquares, total(SQUARES)))
  const linear = squaresAbout(
    mean,
    weightSquared,
    addPairs(plain, total(WEIGHTED_TWICE)),
    addPairs(plainSquares, total(SQUARES_WEIGHTED_TWICE)),
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

/** The mean to about 106 bits. */
export function meanPairOf({ sums }: MomentsState): Pair {
  const total = (at: number) => totalOfExactSum(sumAt(sums, at))
  return dividePairs(addPairs(total(PLAIN_VALUES), total(VALUES)), total(WEIGHTS))
}

/** sum v (x - mean)^2 from sum v, sum v x and sum v x^2; what is left of rounding counts as 0. */
function squaresAbout(mean: Pair, v: Pair, vx: Pair, vxx: Pair): number {
  const cross = multiplyPairs(mean, vx)
  const square = multiplyPairs(multiplyPairs(mean, mean), v)
  const rest = addPairs(addPairs(vxx, { hi: -2 * cross.hi, lo: -2 * cross.lo }), square)
  return rest.hi <= vxx.hi * ROUNDING_LEFT ? 0 : rest.hi
}

function sumAt(sums: Float64Array, at: number): Float64Array {
  return sums.subarray(at * EXACT_SUM_LENGTH, (at + 1) * EXACT_SUM_LENGTH)
}

/** Columns for the high and low parts of products. */
type Scratch = readonly Float64Array[]

function createScratch(): Scratch {
  return Array.from({ length: 10 }, () => new Float64Array(CHUNK))
}

function addPlain(sums: Float64Array, scratch: Scratch, values: Float64Array): void {
  const count = values.length
  const [high, low] = scratch as [Float64Array, Float64Array] // the first of ten
  for (let i = 0; i < count; i++) {
    const x = values[i] as number // in range
    const square = x * x
    high[i] = square
    low[i] = lostByProduct(x, x, square)
  }
  addOneToExactSum(sumAt(sums, WEIGHTS), count)
  addOneToExactSum(sumAt(sums, WEIGHTS_SQUARED), count)
  addToExactSum(sumAt(sums, PLAIN_VALUES), values, count)
  addPairsToExactSum(sumAt(sums, PLAIN_SQUARES), high, low, count)
}

function addWeighted(
  sums: Float64Array,
  scratch: Scratch,
  values: Float64Array,
  weights: Float64Array,
): void {
  const count = weights.length
  fillProducts(scratch, values, weights)
  addToExactSum(sumAt(sums, WEIGHTS), weights, count)
  for (const [k, at] of PRODUCTS.entries()) {
    // Each has two columns.
    const [high, low] = [scratch[2 * k] as Float64Array, scratch[2 * k + 1] as Float64Array]
    addPairsToExactSum(sumAt(sums, at), high, low, count)
  }
}

const PRODUCTS = [WEIGHTS_SQUARED, VALUES, SQUARES, WEIGHTED_TWICE, SQUARES_WEIGHTED_TWICE]

/** w w, w x, w x x, w w x and w w x x of each value, in two columns each, in the order of PRODUCTS. */
function fillProducts(scratch: Scratch, values: Float64Array, weights: Float64Array): void {
  const [ww, wwLow, wx, wxLow, wxx, wxxLow, wwx, wwxLow, wwxx, wwxxLow] = scratch
  if (!ww || !wwLow || !wx || !wxLow || !wxx || !wxxLow || !wwx || !wwxLow) return
  if (!wwxx || !wwxxLow) return
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i] as number // both are equally long
    const x = values[i] as number
    const square = w * w
    const squareLow = lostByProduct(w, w, square)
    const product = w * x
    const productLow = lostByProduct(w, x, product)
    const second = product * x
    const twice = square * x
    const both = product * product
    ww[i] = square
    wwLow[i] = squareLow
    wx[i] = product
    wxLow[i] = productLow
    wxx[i] = second
    wxxLow[i] = lostByProduct(product, x, second) + productLow * x
    wwx[i] = twice
    wwxLow[i] = lostByProduct(square, x, twice) + squareLow * x
    wwxx[i] = both
    wwxxLow[i] = lostByProduct(product, product, both) + 2 * product * productLow
  }
}
