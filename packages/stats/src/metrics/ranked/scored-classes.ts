import { fault } from '../faults.ts'
import type { Fault, Tally } from '../types.ts'
import { createScoreList, type SortedScores } from './score-list.ts'

/** Keeps the scores of both classes, for metrics that depend on their order. */
export interface ScoredClasses extends Tally {
  positives(): SortedScores
  negatives(): SortedScores
}

/** @throws RangeError (on add) beyond 2^27 rows of a class */
export function createScoredClasses(): ScoredClasses {
  const positives = createScoreList()
  const negatives = createScoreList()
  return {
    add(rows) {
      const { labels, predictions, weights, count } = rows
      for (let i = 0; i < count; i++) {
        const label = labels[i] as number // the row is in range
        const score = predictions[i] as number
        if ((label !== 0 && label !== 1) || Number.isNaN(score)) return findFault(label, score)
        if (label === 1) positives.push(score, weights?.[i])
        else negatives.push(score, weights?.[i])
      }
      return undefined
    },
    mergeColumns([ones, oneWeights, zeros, zeroWeights]) {
      positives.pushSorted(toSorted(ones, oneWeights))
      negatives.pushSorted(toSorted(zeros, zeroWeights))
    },
    columns: () => [...toColumns(positives.sorted()), ...toColumns(negatives.sorted())],
    positives: positives.sorted,
    negatives: negatives.sorted,
  }
}

/** Scores and weights as columns, the weights empty where each is 1. */
export function toColumns({ scores, weights }: SortedScores): [Float64Array, Float64Array] {
  return [scores.slice(), weights?.slice() ?? new Float64Array(0)]
}

/** Scores and weights from such columns. */
export function toSorted(
  scores: Float64Array = new Float64Array(0),
  weights: Float64Array = new Float64Array(0),
): SortedScores {
  return { scores, weights: weights.length === 0 ? undefined : weights }
}

function findFault(label: number, score: number): Fault {
  return label === 0 || label === 1
    ? fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
    : fault('invalid-label', 'label', label, '0 or 1')
}
