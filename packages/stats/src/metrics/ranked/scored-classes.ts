import { fault } from '../faults.ts'
import type { Fault, Rows } from '../types.ts'
import { sortWithWeights } from './sort-with-weights.ts'

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
  /** Sorted scores and weights of class 1, then of class 0; empty weights mean 1 for each. */
  columns(): readonly Float64Array[]
  positives(): SortedScores
  negatives(): SortedScores
}

/** 8 or 16 bytes a row are kept, so this is at most 2 GB. */
const MOST_ROWS = 134217728
const FIRST_CAPACITY = 1024

/** @throws RangeError (on add) beyond 2^27 rows of a class */
export function createScoredClasses(): ScoredClasses {
  const positives = createScoreList()
  const negatives = createScoreList()
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
export interface ScoreList {
  push(score: number, weight: number | undefined): void
  pushAll(scores: Float64Array, weights: Float64Array | undefined): void
  /** Sorted scores and their weights, empty where each is 1; others may keep them. */
  columns(): [Float64Array, Float64Array]
  /** Sorted, until the next push. */
  sorted(): SortedScores
}

/** @throws RangeError (on push) beyond 2^27 scores */
export function createScoreList(): ScoreList {
  let scores = new Float64Array(FIRST_CAPACITY)
  let weights: Float64Array | undefined
  let length = 0
  let known: SortedScores | undefined

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

  const sorted = (): SortedScores => {
    if (known !== undefined) return known
    const own = scores.slice(0, length)
    known =
      weights === undefined || weights.subarray(0, length).every((w) => w === 1)
        ? { scores: own.sort(), weights: undefined }
        : sortWithWeights(own, weights.subarray(0, length))
    return known
  }

  return {
    push(score, weight) {
      known = undefined
      if (length === scores.length) reserve(1)
      scores[length] = score
      if (weight !== undefined) weigh()[length] = weight
      else if (weights !== undefined) weights[length] = 1
      length++
    },
    pushAll(moreScores, moreWeights) {
      known = undefined
      reserve(moreScores.length)
      scores.set(moreScores, length)
      if (moreWeights !== undefined && moreWeights.length > 0) weigh().set(moreWeights, length)
      else weights?.fill(1, length, length + moreScores.length)
      length += moreScores.length
    },
    columns() {
      const { scores: own, weights: ownWeights } = sorted()
      return [own.slice(), ownWeights?.slice() ?? new Float64Array(0)]
    },
    sorted,
  }
}

function grown(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(array)
  return larger
}
