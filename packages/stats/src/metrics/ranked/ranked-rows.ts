import {
  addOneToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  totalOfExactSum,
} from '../../math/exact-sum.ts'
import type { Fault } from '../types.ts'
import type { SortedScores } from './score-list.ts'

/** Rows of two classes in the order of their scores, wherever they are kept. */
export interface RankedRows {
  readonly positives: ClassTotal
  readonly negatives: ClassTotal
  /** Highest and lowest score. */
  readonly range: readonly [high: number, low: number]
  /**
   * Shows the groups of rows with equal scores from the highest score down, until `visit` returns
   * true. The group is one object, changed between the calls.
   */
  walk(visit: (group: Readonly<TieGroup>) => boolean | undefined): void
}

export type ClassTotal = {
  readonly rows: number
  readonly weight: number
  /** Sum of the squared weights. */
  readonly squares: number
}

/** Rows with one and the same score. */
export type TieGroup = {
  score: number
  /** Weight of the rows of class 1, and of its squares. */
  positives: number
  positiveSquares: number
  negatives: number
  negativeSquares: number
}

/** The rows of two lists that are sorted in ascending order. */
export function rankTwoClasses(positives: SortedScores, negatives: SortedScores): RankedRows {
  const ends = [positives.scores, negatives.scores].filter(({ length }) => length > 0)
  return {
    positives: totalOf(positives),
    negatives: totalOf(negatives),
    range: [
      Math.max(...ends.map((scores) => scores[scores.length - 1] as number)),
      Math.min(...ends.map((scores) => scores[0] as number)),
    ],
    walk: (visit) => walkTwoClasses(positives, negatives, visit),
  }
}

/** Says which class has no weight, if one has none. */
export function findLackingClass({ positives, negatives }: RankedRows): Fault | undefined {
  for (const [label, lacking, present] of [
    [1, positives, negatives],
    [0, negatives, positives],
  ] as const) {
    if (lacking.weight > 0) continue
    const detail = `No row with weight has the label ${label}; ${present.rows} rows have the other.`
    return { reason: 'one-class', detail }
  }
  return undefined
}

/** Sums up the weights of a class exactly, so that their order does not matter. */
export function createClassTotal() {
  const weight = new Float64Array(EXACT_SUM_LENGTH)
  const squares = new Float64Array(EXACT_SUM_LENGTH)
  let rows = 0
  return {
    /** Without weights each row counts 1. */
    add(count: number, weights: Float64Array | undefined): void {
      rows += count
      if (weights === undefined) {
        addOneToExactSum(weight, count)
        addOneToExactSum(squares, count)
        return
      }
      addToExactSum(weight, weights, count)
      addToExactSum(
        squares,
        weights.map((w) => w * w),
        count,
      )
    },
    total: (): ClassTotal => ({
      rows,
      weight: totalOfExactSum(weight).hi,
      squares: totalOfExactSum(squares).hi,
    }),
  }
}

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

function totalOf({ scores, weights }: SortedScores): ClassTotal {
  const total = createClassTotal()
  total.add(scores.length, weights)
  return total.total()
}

function walkTwoClasses(
  positives: SortedScores,
  negatives: SortedScores,
  visit: (group: Readonly<TieGroup>) => boolean | undefined,
): void {
  const group: TieGroup = {
    score: 0,
    positives: 0,
    positiveSquares: 0,
    negatives: 0,
    negativeSquares: 0,
  }
  const ones = positives.scores
  const zeros = negatives.scores
  let one = ones.length - 1
  let zero = zeros.length - 1
  // All indices are guarded by being at least 0.
  while (one >= 0 || zero >= 0) {
    const score =
      zero < 0 || (one >= 0 && (ones[one] as number) > (zeros[zero] as number))
        ? (ones[one] as number)
        : (zeros[zero] as number)
    const fromOne = one
    const fromZero = zero
    while (one >= 0 && ones[one] === score) one--
    while (zero >= 0 && zeros[zero] === score) zero--
    group.score = score
    group.positives = fromOne - one
    group.negatives = fromZero - zero
    group.positiveSquares = group.positives
    group.negativeSquares = group.negatives
    if (positives.weights !== undefined) {
      group.positives = sumDown(positives.weights, fromOne, one)
      group.positiveSquares = squaresDown(positives.weights, fromOne, one)
    }
    if (negatives.weights !== undefined) {
      group.negatives = sumDown(negatives.weights, fromZero, zero)
      group.negativeSquares = squaresDown(negatives.weights, fromZero, zero)
    }
    if (visit(group) === true) return
  }
}

function sumDown(weights: Float64Array, from: number, until: number): number {
  let sum = 0
  for (let i = from; i > until; i--) sum += weights[i] as number // in range
  return sum
}

function squaresDown(weights: Float64Array, from: number, until: number): number {
  let sum = 0
  for (let i = from; i > until; i--) sum += (weights[i] as number) * (weights[i] as number)
  return sum
}
