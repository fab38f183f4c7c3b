import { type MomentsState, meanPairOf } from '../intervals/moments.ts'
import { addPairs, lostByProduct, multiplyPairs, type Pair } from '../math/double-double.ts'
import {
  addPairsToExactSum,
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
      fillTerms(high, low, labels, errors, count, weights)
      for (let term = 0; term < TERMS.length; term++) {
        // There is one column of each a term.
        const [values, lost] = [high[term] as Float64Array, low[term] as Float64Array]
        addPairsToExactSum(sumAt(sums, term), values, lost, count)
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

/** Terms of each row, high parts and low parts in columns of their own. */
function fillTerms(
  high: readonly Float64Array[],
  low: readonly Float64Array[],
  labels: Float64Array,
  errors: Float64Array,
  count: number,
  weights: Float64Array | undefined,
): void {
  const [t0, t1, t2, t3, t4, t5, t6, t7, t8] = high
  const [l0, l1, l2, l3, l4, l5, l6, l7, l8] = low
  if (!t0 || !t1 || !t2 || !t3 || !t4 || !t5 || !t6 || !t7 || !t8) return
  if (!l0 || !l1 || !l2 || !l3 || !l4 || !l5 || !l6 || !l7 || !l8) return
  for (let i = 0; i < count; i++) {
    const y = labels[i] as number // the arrays hold at least `count`
    const e = errors[i] as number
    const w = weights === undefined ? 1 : (weights[i] as number)
    const w2 = w * w
    const w2Lost = w === 1 ? 0 : lostByProduct(w, w, w2)
    const y1 = w2 * y
    const y1Lost = lostByProduct(w2, y, y1) + w2Lost * y
    const y2 = y1 * y
    const y2Lost = lostByProduct(y1, y, y2) + y1Lost * y
    const y3 = y2 * y
    const y3Lost = lostByProduct(y2, y, y3) + y2Lost * y
    const y4 = y3 * y
    const e2 = e * e
    const e2Lost = lostByProduct(e, e, e2)
    const we = w2 * e2
    const weLost = lostByProduct(w2, e2, we) + (w2Lost * e2 + w2 * e2Lost)
    const we1 = we * y
    const we1Lost = lostByProduct(we, y, we1) + weLost * y
    const we2 = we1 * y
    const e4 = we * e2
    t0[i] = w2
    l0[i] = w2Lost
    t1[i] = y1
    l1[i] = y1Lost
    t2[i] = y2
    l2[i] = y2Lost
    t3[i] = y3
    l3[i] = y3Lost
    t4[i] = y4
    l4[i] = lostByProduct(y3, y, y4) + y3Lost * y
    t5[i] = we
    l5[i] = weLost
    t6[i] = we1
    l6[i] = we1Lost
    t7[i] = we2
    l7[i] = lostByProduct(we1, y, we2) + we1Lost * y
    t8[i] = e4
    l8[i] = lostByProduct(we, e2, e4) + (weLost * e2 + we * e2Lost)
  }
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
