import {
  addOneToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  totalOfExactSum,
} from '../../math/exact-sum.ts'
import type { Fault } from '../types.ts'
import { piecesOf, type ScoreRuns, type ScoreStream, streamDown } from './score-runs.ts'

/** What is known of the rows of two classes before they are walked. */
export type RankedTotals = {
  readonly positives: ClassTotal
  readonly negatives: ClassTotal
}

export type ClassTotal = {
  readonly rows: number
  readonly weight: number
  /** Sum of the squared weights. */
  readonly squares: number
}

/** Rows of two classes in the order of their scores, wherever they are kept. */
export interface RankedRows extends RankedTotals {
  /**
   * Shows the groups of rows with equal scores from the highest score down, in blocks, until `visit`
   * returns true. The block is one object, filled anew between the calls.
   */
  walk(visit: (block: TieBlock) => boolean): void
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
const EMPTY = new Float64Array(0)

/** The rows of two classes' sorted runs, with their totals where they are known. */
export function rankTwoClasses(
  positives: ScoreRuns,
  negatives: ScoreRuns,
  [ofPositives = totalOf(positives), ofNegatives = totalOf(negatives)]: readonly (
    | ClassTotal
    | undefined
  )[] = [],
): RankedRows {
  return {
    positives: ofPositives,
    negatives: ofNegatives,
    walk: (visit) => walkTwoClasses(positives, negatives, visit),
  }
}

/** Says which class has no weight, if one has none. */
export function findLackingClass({ positives, negatives }: RankedTotals): Fault | undefined {
  for (const [label, lacking, present] of [
    [1, positives, negatives],
    [0, negatives, positives],
  ] as const) {
    if (lacking.weight > 0) continue
    const some = present.weight === present.rows ? 'No row' : 'No row with weight'
    const detail = `${some} has the label ${label}; ${present.rows} rows have the other.`
    return { reason: 'one-class', detail }
  }
  return undefined
}

/** Sums up the weights of a class exactly, so that their order does not matter. */
export function totalOf(runs: ScoreRuns): ClassTotal {
  const isPlain =
    runs.held.every(({ weights }) => weights === undefined) &&
    runs.stored.every(({ width }) => width === 1)
  if (!isPlain) return weightedTotalOf(runs)
  const rows =
    runs.held.reduce((sum, { scores }) => sum + scores.length, 0) +
    runs.stored.reduce((sum, run) => sum + run.rows, 0)
  return { rows, weight: rows, squares: rows }
}

function weightedTotalOf(runs: ScoreRuns): ClassTotal {
  const weight = new Float64Array(EXACT_SUM_LENGTH)
  const squares = new Float64Array(EXACT_SUM_LENGTH)
  let rows = 0
  for (const { scores, weights } of piecesOf(runs)) {
    rows += scores.length
    if (weights === undefined) {
      addOneToExactSum(weight, scores.length)
      addOneToExactSum(squares, scores.length)
      continue
    }
    addToExactSum(weight, weights, weights.length)
    addToExactSum(
      squares,
      weights.map((w) => w * w),
      weights.length,
    )
  }
  return { rows, weight: totalOfExactSum(weight).hi, squares: totalOfExactSum(squares).hi }
}

function walkTwoClasses(
  positives: ScoreRuns,
  negatives: ScoreRuns,
  visit: (block: TieBlock) => boolean,
): void {
  const block = createTieBlock()
  const ones = new Head(streamDown(positives))
  const zeros = new Head(streamDown(negatives))
  for (fillBlock(block, ones, zeros); block.count > 0; fillBlock(block, ones, zeros)) {
    if (visit(block)) return
  }
}

function createTieBlock(): TieBlock {
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

/** The piece of a class that is being read; its next row is the one at `at`. */
class Head {
  at = -1
  scores: Float64Array = EMPTY
  weights: Float64Array | undefined
  readonly #next: ScoreStream

  constructor(next: ScoreStream) {
    this.#next = next
  }

  /** Takes the next piece when this one is read; false at the end. */
  reach(): boolean {
    if (this.at >= 0) return true
    const piece = this.#next()
    if (piece === undefined) return false
    this.scores = piece.scores
    this.weights = piece.weights
    this.at = piece.scores.length - 1
    return true
  }
}

/** A group goes on where one piece ends and the next begins with the same score. */
function fillBlock(block: TieBlock, ones: Head, zeros: Head): void {
  block.count = 0
  for (;;) {
    const hasOne = ones.reach()
    const hasZero = zeros.reach()
    if (!hasOne && !hasZero) return
    if (!fillFromPieces(block, ones, zeros, hasOne, hasZero)) return
  }
}

/** Reads until one of the pieces is at its end; false when the block has no place for a group. */
function fillFromPieces(
  block: TieBlock,
  ones: Head,
  zeros: Head,
  hasOne: boolean,
  hasZero: boolean,
): boolean {
  const { scores, positives, positiveSquares, negatives, negativeSquares } = block
  const [ofOnes, oneWeights] = [ones.scores, ones.weights]
  const [ofZeros, zeroWeights] = [zeros.scores, zeros.weights]
  let one = ones.at
  let zero = zeros.at
  let at = block.count - 1
  let isFull = false
  // Indices are guarded by being at least 0, and those of the block by its length.
  while (one >= 0 === hasOne && zero >= 0 === hasZero) {
    const high = hasOne ? (ofOnes[one] as number) : Number.NEGATIVE_INFINITY
    const other = hasZero ? (ofZeros[zero] as number) : Number.NEGATIVE_INFINITY
    const score = high > other ? high : other
    if (at < 0 || scores[at] !== score) {
      if (at + 1 === BLOCK) {
        isFull = true
        break
      }
      at++
      scores[at] = score
      positives[at] = 0
      positiveSquares[at] = 0
      negatives[at] = 0
      negativeSquares[at] = 0
    }
    const fromOne = one
    while (one >= 0 && ofOnes[one] === score) one--
    if (one < fromOne) addRows(positives, positiveSquares, at, oneWeights, fromOne, one)
    const fromZero = zero
    while (zero >= 0 && ofZeros[zero] === score) zero--
    if (zero < fromZero) addRows(negatives, negativeSquares, at, zeroWeights, fromZero, zero)
  }
  ones.at = one
  zeros.at = zero
  block.count = at + 1
  return !isFull
}

function addRows(
  sums: Float64Array,
  squares: Float64Array,
  at: number,
  weights: Float64Array | undefined,
  from: number,
  until: number,
): void {
  let sum = sums[at] as number // the group is in the block
  let squared = squares[at] as number
  if (weights === undefined) {
    sum += from - until
    squared += from - until
  } else {
    for (let i = from; i > until; i--) {
      const weight = weights[i] as number // in range
      sum += weight
      squared += weight * weight
    }
  }
  sums[at] = sum
  squares[at] = squared
}
