import { fault } from '../faults.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Fault, Rows, Tally } from '../types.ts'
import { createScoreList, LIST_COLUMNS, type ScoreList } from './score-list.ts'
import type { ScoreRuns } from './score-runs.ts'

/** Keeps the scores of both classes, for metrics that depend on their order. */
export interface ScoredClasses extends Tally {
  positives(): ScoreRuns
  negatives(): ScoreRuns
}

const CHUNK = 4096

/** @throws RangeError (on add) beyond 2^27 rows of a class in memory */
export function createScoredClasses(room?: RunRoom): ScoredClasses {
  const positives = createScoreList(room)
  const negatives = createScoreList(room)
  const parted = createPart()
  return {
    add(rows) {
      for (let from = 0; from < rows.count; from += CHUNK) {
        const count = Math.min(CHUNK, rows.count - from)
        const found = partClasses(parted, rows, from, count)
        if (found !== undefined) return found
        push(positives, parted.ones, rows.weights && parted.onesWeights, parted.count)
        push(negatives, parted.zeros, rows.weights && parted.zerosWeights, count - parted.count)
      }
      return undefined
    },
    mergeColumns(columns) {
      positives.merge(columns.slice(0, LIST_COLUMNS))
      negatives.merge(columns.slice(LIST_COLUMNS))
    },
    columns: () => [...positives.columns(), ...negatives.columns()],
    rows: () => positives.rows() + negatives.rows(),
    release() {
      positives.release()
      negatives.release()
    },
    positives: positives.runs,
    negatives: negatives.runs,
  }
}

/** Rows of a chunk, apart by class. */
type Part = {
  /** How many are of class 1. */
  count: number
  readonly ones: Float64Array
  readonly zeros: Float64Array
  readonly onesWeights: Float64Array
  readonly zerosWeights: Float64Array
}

function createPart(): Part {
  const column = () => new Float64Array(CHUNK)
  return {
    count: 0,
    ones: column(),
    zeros: column(),
    onesWeights: column(),
    zerosWeights: column(),
  }
}

function push(
  list: ScoreList,
  scores: Float64Array,
  weights: Float64Array | undefined,
  count: number,
): void {
  list.push(scores, weights, count)
}

/** Writes each row to both sides; the place of the side that it is not of stays. */
function partClasses(part: Part, rows: Rows, from: number, count: number): Fault | undefined {
  const { labels, predictions, weights } = rows
  const { ones, zeros, onesWeights, zerosWeights } = part
  let one = 0
  for (let i = 0; i < count; i++) {
    const label = labels[from + i] as number // the row is in range
    const score = predictions[from + i] as number
    const isOne = label | 0
    if ((isOne & 1) !== label || Number.isNaN(score)) return findFault(label, score)
    // -0 becomes 0: they are one score.
    ones[one] = score + 0
    zeros[i - one] = score + 0
    if (weights !== undefined) {
      const weight = weights[from + i] as number
      onesWeights[one] = weight
      zerosWeights[i - one] = weight
    }
    one += isOne
  }
  part.count = one
  return undefined
}

function findFault(label: number, score: number): Fault {
  return label === 0 || label === 1
    ? fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
    : fault('invalid-label', 'label', label, '0 or 1')
}
