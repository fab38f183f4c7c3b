import { sortScores } from './sort-scores.ts'

/**
 * Scores in ascending order with their weights, of equal scores the smaller weight first; without
 * weights each counts 1.
 */
export type SortedScores = {
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
}

/** A growing list of scores; 8 bytes each, 16 with weights. */
export interface ScoreList {
  push(score: number, weight: number | undefined): void
  /** Adds scores that are sorted, and will not be changed. */
  pushSorted(sorted: SortedScores): void
  /** All scores, until the next push. */
  sorted(): SortedScores
}

/** So many take 1 GB, 2 GB with weights. */
const MOST_SCORES = 134217728
const FIRST_CAPACITY = 1024

/**
 * Sorts what was pushed when it is asked for.
 *
 * @throws RangeError (on push) beyond 2^27 scores
 */
export function createScoreList(): ScoreList {
  let scores = new Float64Array(FIRST_CAPACITY)
  let weights: Float64Array<ArrayBuffer> | undefined
  let length = 0
  let runs: SortedScores[] = []
  let total = 0

  const count = (more: number) => {
    total += more
    if (total > MOST_SCORES) throw tooMany()
  }
  const grow = () => {
    scores = grown(scores, 2 * length)
    weights = weights && grown(weights, 2 * length)
  }
  const sortTail = (): SortedScores => {
    const own = scores.subarray(0, length)
    const ownWeights = weights?.subarray(0, length)
    const isPlain = ownWeights?.every((weight) => weight === 1) ?? true
    const sorted = sortScores(own, isPlain ? undefined : ownWeights)
    length = 0
    scores = new Float64Array(FIRST_CAPACITY)
    weights = undefined
    return sorted
  }
  return {
    push(score, weight) {
      count(1)
      if (length === scores.length) grow()
      // -0 becomes 0: they are one score.
      scores[length] = score + 0
      if (weight !== undefined && weights === undefined) {
        weights = new Float64Array(scores.length).fill(1, 0, length)
      }
      if (weights !== undefined) weights[length] = weight ?? 1
      length++
    },
    pushSorted(sorted) {
      count(sorted.scores.length)
      if (sorted.scores.length > 0) runs.push(sorted)
    },
    sorted() {
      if (length > 0) runs.push(sortTail())
      runs = [mergeAll(runs)]
      return runs[0] ?? EMPTY
    },
  }
}

const EMPTY: SortedScores = { scores: new Float64Array(0), weights: undefined }

function tooMany(): RangeError {
  return new RangeError(
    `A metric on ranks was given over ${MOST_SCORES} rows of a class; ` +
      'evaluate fewer rows, such as one partition at a time, or sort them in runs.',
  )
}

function grown(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(array)
  return larger
}

/** Two runs are merged; more are sorted anew, which takes less than to merge them in rounds. */
function mergeAll(runs: readonly SortedScores[]): SortedScores {
  const [a = EMPTY, b, ...more] = runs
  if (b === undefined) return a
  return more.length === 0 ? mergeTwo(a, b) : sortAnew(runs)
}

function sortAnew(runs: readonly SortedScores[]): SortedScores {
  const length = runs.reduce((sum, { scores }) => sum + scores.length, 0)
  const isPlain = runs.every(({ weights }) => weights === undefined)
  const scores = new Float64Array(length)
  const weights = isPlain ? undefined : new Float64Array(length).fill(1)
  let at = 0
  for (const run of runs) {
    scores.set(run.scores, at)
    if (run.weights !== undefined) weights?.set(run.weights, at)
    at += run.scores.length
  }
  return sortScores(scores, weights)
}

function mergeTwo(a: SortedScores, b: SortedScores): SortedScores {
  if (a.weights === undefined && b.weights === undefined) {
    return { scores: mergeScores(a.scores, b.scores), weights: undefined }
  }
  return mergeWeighted(a.scores, weightsOf(a), b.scores, weightsOf(b))
}

function weightsOf({ scores, weights }: SortedScores): Float64Array {
  return weights ?? new Float64Array(scores.length).fill(1)
}

function mergeScores(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length + b.length)
  let i = 0
  let j = 0
  let at = 0
  // Indices stay below the lengths that the conditions name.
  while (i < a.length && j < b.length) {
    const x = a[i] as number
    const y = b[j] as number
    const first = x <= y
    result[at++] = first ? x : y
    if (first) i++
    else j++
  }
  if (i < a.length) result.set(a.subarray(i), at)
  else result.set(b.subarray(j), at)
  return result
}

function mergeWeighted(
  a: Float64Array,
  ofA: Float64Array,
  b: Float64Array,
  ofB: Float64Array,
): SortedScores {
  const scores = new Float64Array(a.length + b.length)
  const weights = new Float64Array(a.length + b.length)
  let i = 0
  let j = 0
  for (let at = 0; at < scores.length; at++) {
    // An index beyond the end reads nothing, and is not taken.
    const x = a[i] as number
    const y = b[j] as number
    const first =
      j >= b.length ||
      (i < a.length && (x < y || (x === y && (ofA[i] as number) <= (ofB[j] as number))))
    scores[at] = first ? x : y
    weights[at] = (first ? ofA[i] : ofB[j]) as number
    if (first) i++
    else j++
  }
  return { scores, weights }
}
