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
   * Shows the groups of rows with equal scores from the highest score down, in blocks, until `visit`
   * returns true. The block is one object, filled anew between the calls.
   */
  walk(visit: (block: TieBlock) => boolean): void
}

export type ClassTotal = {
  readonly rows: number
  readonly weight: number
  /** Sum of the squared weights. */
  readonly squares: number
}

/** Groups of rows, each with one and the same score. */
export type TieBlock = {
  count: number
  readonly scores: Float64Array
  /** Weight of the rows of class 1, and of its squares. */
  readonly positives: Float64Array
  readonly positiveSquares: Float64Array
  readonly negatives: Float64Array
  readonly negativeSquares: Float64Array
}

const BLOCK = 1024

/** An empty block, for as many groups as its arrays are long. */
export function createTieBlock(): TieBlock {
  const column = () => new Float64Array(BLOCK)
  return {
    count: 0,
    scores: column(),
    positives: column(),
    positiveSquares: column(),
    negatives: column(),
    negativeSquares: column(),
  }
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

function totalOf({ scores, weights }: SortedScores): ClassTotal {
  const total = createClassTotal()
  total.add(scores.length, weights)
  return total.total()
}

function walkTwoClasses(
  positives: SortedScores,
  negatives: SortedScores,
  visit: (block: TieBlock) => boolean,
): void {
  const block = createTieBlock()
  let left: Place = { one: positives.scores.length, zero: negatives.scores.length }
  while (left.one > 0 || left.zero > 0) {
    left = fillBlock(block, positives, negatives, left)
    if (visit(block)) return
  }
}

/** How many rows of each class come before the walk. */
type Place = { readonly one: number; readonly zero: number }

function fillBlock(
  block: TieBlock,
  { scores: ones, weights: ofOnes }: SortedScores,
  { scores: zeros, weights: ofZeros }: SortedScores,
  left: Place,
): Place {
  const { scores, positives, positiveSquares, negatives, negativeSquares } = block
  let one = left.one - 1
  let zero = left.zero - 1
  let count = 0
  // All indices are guarded by being at least 0.
  while ((one >= 0 || zero >= 0) && count < scores.length) {
    const score =
      zero < 0 || (one >= 0 && (ones[one] as number) > (zeros[zero] as number))
        ? (ones[one] as number)
        : (zeros[zero] as number)
    const fromOne = one
    const fromZero = zero
    while (one >= 0 && ones[one] === score) one--
    while (zero >= 0 && zeros[zero] === score) zero--
    scores[count] = score
    positives[count] = ofOnes === undefined ? fromOne - one : sumDown(ofOnes, fromOne, one)
    negatives[count] = ofZeros === undefined ? fromZero - zero : sumDown(ofZeros, fromZero, zero)
    positiveSquares[count] =
      ofOnes === undefined ? fromOne - one : squaresDown(ofOnes, fromOne, one)
    negativeSquares[count] =
      ofZeros === undefined ? fromZero - zero : squaresDown(ofZeros, fromZero, zero)
    count++
  }
  block.count = count
  return { one: one + 1, zero: zero + 1 }
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
