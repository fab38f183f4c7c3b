import { type MomentsState, meanPairOf } from '../intervals/moments.ts'
import { addPairs, multiplyPairs, type Pair, twoProduct } from '../math/double-double.ts'
import {
  addToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../math/exact-sum.ts'

/** Sums of w^2 times labels y and errors e to the fourth order, for the variance of R squared. */
export interface FourthMoments {
  add(
    labels: Float64Array,
    errors: Float64Array,
    count: number,
    weights: Float64Array | undefined,
  ): void
  merge(sums: Float64Array): void
  sums(): Float64Array
  /** sum w^2 (c (y - m)^2 - e^2)^2, with m the mean of the labels; at least 0. */
  squaredInfluence(labels: MomentsState, c: number): number
}

/** Powers of y, then of e squared, of each sum. */
const TERMS = [
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 0],
  [0, 1],
  [1, 1],
  [2, 1],
  [0, 2],
] as const
const CHUNK = 1024
const ONE: Pair = { hi: 1, lo: 0 }

/** Every term enters with about 106 bits, so that labels far from zero leave the spread intact. */
export function createFourthMoments(): FourthMoments {
  const sums = new Float64Array(TERMS.length * EXACT_SUM_LENGTH)
  const high = TERMS.map(() => new Float64Array(CHUNK))
  const low = TERMS.map(() => new Float64Array(CHUNK))
  return {
    add(labels, errors, count, weights) {
      for (let i = 0; i < count; i++) {
        const weight = weights?.[i] ?? 1
        // The arrays hold at least `count`, and there is one column a term.
        fillTerms(high, low, i, labels[i] as number, errors[i] as number, weight)
      }
      for (let term = 0; term < TERMS.length; term++) {
        addToExactSum(sumAt(sums, term), high[term] as Float64Array, count)
        addToExactSum(sumAt(sums, term), low[term] as Float64Array, count)
      }
    },
    merge(more) {
      TERMS.forEach((_, term) => {
        mergeExactSum(sumAt(sums, term), sumAt(more, term))
      })
    },
    sums() {
      const normal = sums.slice()
      TERMS.forEach((_, term) => {
        sumAt(normal, term).set(normalExactSum(sumAt(sums, term)))
      })
      return normal
    },
    squaredInfluence: (labels, c) =>
      influenceOf(
        TERMS.map((_, term) => totalOfExactSum(sumAt(sums, term))),
        meanPairOf(labels),
        c,
      ),
  }
}

function fillTerms(
  high: readonly Float64Array[],
  low: readonly Float64Array[],
  i: number,
  y: number,
  e: number,
  w: number,
): void {
  const put = (term: number, { hi, lo }: Pair) => {
    const [a, b] = [high[term], low[term]]
    if (a === undefined || b === undefined) return
    a[i] = hi
    b[i] = lo
  }
  const weight = w === 1 ? ONE : twoProduct(w, w)
  const label = { hi: y, lo: 0 }
  const y1 = multiplyPairs(weight, label)
  const y2 = multiplyPairs(y1, label)
  const y3 = multiplyPairs(y2, label)
  const square = twoProduct(e, e)
  const e1 = multiplyPairs(weight, square)
  const e1y1 = multiplyPairs(e1, label)
  put(0, weight)
  put(1, y1)
  put(2, y2)
  put(3, y3)
  put(4, multiplyPairs(y3, label))
  put(5, e1)
  put(6, e1y1)
  put(7, multiplyPairs(e1y1, label))
  put(8, multiplyPairs(e1, square))
}

/** The square multiplied out: c^2 (y - m)^4 - 2 c e^2 (y - m)^2 + e^4. */
function influenceOf(totals: readonly Pair[], mean: Pair, c: number): number {
  const at = (term: number) => totals[term] ?? { hi: 0, lo: 0 }
  const powers = [ONE]
  for (let k = 1; k <= 4; k++) powers.push(multiplyPairs(powers[k - 1] ?? ONE, mean))
  const times = (factor: number, term: number, power: number) =>
    multiplyPairs(multiplyPairs(at(term), powers[power] ?? ONE), { hi: factor, lo: 0 })
  const sum = (parts: readonly Pair[]) => parts.reduce(addPairs)
  const fourth = sum([
    times(1, 4, 0),
    times(-4, 3, 1),
    times(6, 2, 2),
    times(-4, 1, 3),
    times(1, 0, 4),
  ])
  const mixed = sum([times(1, 7, 0), times(-2, 6, 1), times(1, 5, 2)])
  return Math.max(0, c * c * fourth.hi - 2 * c * mixed.hi + at(8).hi)
}

function sumAt(sums: Float64Array, term: number): Float64Array {
  return sums.subarray(term * EXACT_SUM_LENGTH, (term + 1) * EXACT_SUM_LENGTH)
}
