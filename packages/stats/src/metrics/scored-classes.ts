import { fault } from './faults.ts'
import type { Rows } from './rows.ts'
import { sortWithWeights } from './sort-with-weights.ts'
import type { Fault } from './types.ts'

/** The scores of one class in ascending order, with their weights if any row had one. */
export type SortedScores = {
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
}

/** Keeps the scores of both classes, for metrics that depend on their order. */
export interface ScoredClasses {
  /** Adds rows with a score of any finite or infinite size; stops at the first fault. */
  add(rows: Rows): Fault | undefined
  mergeColumns(columns: readonly Float64Array[]): void
  /** Scores and weights of class 1, then of class 0; empty weights mean 1 for each. */
  columns(): readonly Float64Array[]
  positives(): SortedScores
  negatives(): SortedScores
}

/** 8 or 16 bytes a row are kept, so this is at most 2 GB. */
const MOST_ROWS = 134217728
const FIRST_CAPACITY = 1024

/** @throws RangeError (on add) beyond 2^27 rows of a class */
export function createScoredClasses(): ScoredClasses {
  const positives = createScores()
  const negatives = createScores()
  return {
    add(rows) {
      for (let i = 0; i < rows.count; i++) {
        const label = rows.labels[i] as number // the row is in range
        const score = rows.predictions[i] as number
        const found = label === 1 ? positives : negatives
        if ((label !== 0 && label !== 1) || Number.isNaN(score)) return findFault(label, score)
        found.push(score, rows.weights?.[i])
      }
      return undefined
    },
    mergeColumns([ones, oneWeights, zeros, zeroWeights]) {
      if (ones !== undefined) positives.pushAll(ones, oneWeights)
      if (zeros !== undefined) negatives.pushAll(zeros, zeroWeights)
    },
    columns: () => [...positives.columns(), ...negatives.columns()],
    positives: positives.sorted,
    negatives: negatives.sorted,
  }
}

function findFault(label: number, score: number): Fault {
  return label === 0 || label === 1
    ? fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
    : fault('invalid-label', 'label', label, '0 or 1')
}

/** A growing list of scores; weights are stored from the first row that brings one. */
function createScores() {
  let scores = new Float64Array(FIRST_CAPACITY)
  let weights: Float64Array | undefined
  let length = 0

  const reserve = (more: number) => {
    if (length + more <= scores.length) return
    if (length + more > MOST_ROWS) {
      throw new RangeError(
        `A metric on ranks was given over ${MOST_ROWS} rows of a class; ` +
          'evaluate fewer rows, such as one partition at a time.',
      )
    }
    const capacity = Math.max(2 * scores.length, length + more)
    scores = grown(scores, capacity)
    weights = weights && grown(weights, capacity)
  }
  const weigh = () => {
    weights ??= new Float64Array(scores.length).fill(1, 0, length)
    return weights
  }

  return {
    push(score: number, weight: number | undefined): void {
      if (length === scores.length) reserve(1)
      scores[length] = score
      if (weight !== undefined) weigh()[length] = weight
      else if (weights !== undefined) weights[length] = 1
      length++
    },
    pushAll(moreScores: Float64Array, moreWeights: Float64Array | undefined): void {
      reserve(moreScores.length)
      scores.set(moreScores, length)
      if (moreWeights !== undefined && moreWeights.length > 0) weigh().set(moreWeights, length)
      else weights?.fill(1, length, length + moreScores.length)
      length += moreScores.length
    },
    columns: (): [Float64Array, Float64Array] => [
      scores.slice(0, length),
      weights?.slice(0, length) ?? new Float64Array(0),
    ],
    sorted(): SortedScores {
      const own = scores.slice(0, length)
      if (weights === undefined) return { scores: own.sort(), weights: undefined }
      return sortWithWeights(own, weights.subarray(0, length))
    },
  }
}

function grown(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(array)
  return larger
}
