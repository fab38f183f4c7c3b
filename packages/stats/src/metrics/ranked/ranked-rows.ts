import {
  addOneToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  totalOfExactSum,
} from '../../math/exact-sum.ts'
import type { Fault } from '../types.ts'
import { isPlain, piecesOf, type ScoreRuns } from './score-runs.ts'
import { type TieBlock, walkTies } from './tie-blocks.ts'

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
    walk: (visit) => walkTies(positives, negatives, visit),
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
  if (!isPlain(runs)) return weightedTotalOf(runs)
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
