import type { RunRoom } from '../runs/run-room.ts'
import { fromRunColumn, rowsOfRuns, type StoredRun, toRunColumn } from '../runs/run-store.ts'
import { joinSorted, type ScoreRuns, type SortedScores } from './score-runs.ts'
import { sortScores } from './sort-scores.ts'

/** A growing list of scores; 8 bytes each, 16 with weights, as far as it is in memory. */
export interface ScoreList {
  /** Adds the first `count` scores; each counts 1 unless weights are given. */
  push(scores: Float64Array, weights: Float64Array | undefined, count: number): void
  /** Adds the columns of another list, which may be kept and are not to be changed. */
  merge(columns: readonly Float64Array[]): void
  /** All scores, in one run or more. */
  runs(): ScoreRuns
  /** Sorted scores and weights (empty where each is 1) in memory, and the runs in the store. */
  columns(): [scores: Float64Array, weights: Float64Array, stored: Float64Array]
  /** How many columns it has. */
  rows(): number
  /** Lets go of its part of the room. */
  release(): void
}

export const LIST_COLUMNS = 3
/** So many take 1 GB, 2 GB with weights. */
const MOST_SCORES = 134217728
const FIRST_CAPACITY = 64
const EMPTY = new Float64Array(0)

/**
 * Sorts what was pushed when it is asked for, or when the room has no more place for it.
 *
 * @throws RangeError (on adding) beyond 2^27 scores in memory
 */
export function createScoreList(room?: RunRoom): ScoreList {
  let scores = EMPTY
  let weights: Float64Array<ArrayBuffer> | undefined
  let length = 0
  let held: SortedScores[] = []
  let stored: readonly StoredRun[] = []

  const sortTail = () => {
    if (length === 0) return
    const ownWeights = weights?.subarray(0, length)
    const isPlain = ownWeights?.every((weight) => weight === 1) ?? true
    held.push(sortScores(scores.subarray(0, length), isPlain ? undefined : ownWeights))
    length = 0
    scores = EMPTY
    weights = undefined
  }
  const joinHeld = (): SortedScores => {
    sortTail()
    const all = joinSorted(
      held,
      held.every((run) => run.weights === undefined),
    )
    held = all.scores.length > 0 ? [all] : []
    return all
  }
  const rowsHeld = () => held.reduce((sum, run) => sum + run.scores.length, length)
  const holder = {
    held: () =>
      held.reduce(
        (sum, run) => sum + run.scores.length + (run.weights?.length ?? 0),
        weights === undefined ? length : 2 * length,
      ),
    spill() {
      if (room === undefined) return
      const all = joinHeld()
      const columns = all.weights === undefined ? [all.scores] : [all.scores, all.weights]
      stored = [...stored, room.store.write(columns.length, [columns])]
      held = []
    },
  }
  const checkRoom = () => {
    room?.makeRoom()
    if (rowsHeld() > MOST_SCORES) throw tooMany()
  }
  room?.enter(holder)
  return {
    push(more, ofMore, count) {
      if (count === 0) return
      if (length + count > scores.length) {
        const capacity = Math.max(FIRST_CAPACITY, length + count, 2 * length)
        scores = grown(scores, capacity)
        weights = weights && grown(weights, capacity)
      }
      scores.set(more.subarray(0, count), length)
      if (ofMore !== undefined) {
        weights ??= new Float64Array(scores.length).fill(1, 0, length)
        weights.set(ofMore.subarray(0, count), length)
      } else weights?.fill(1, length, length + count)
      length += count
      checkRoom()
    },
    merge([ones = EMPTY, ofOnes = EMPTY, runs]) {
      const more = fromRunColumn(runs)
      if (more.length > 0 && room === undefined) throw withoutStore(more)
      stored = [...stored, ...more]
      if (ones.length === 0) return
      held.push({ scores: ones, weights: ofOnes.length === 0 ? undefined : ofOnes })
      checkRoom()
    },
    runs() {
      sortTail()
      return { held, stored, store: room?.store }
    },
    columns() {
      const all = joinHeld()
      // What is sorted is never changed, and so needs no copy.
      return [all.scores, all.weights ?? EMPTY, toRunColumn(stored)]
    },
    rows: () => rowsHeld() + rowsOfRuns(stored),
    release: () => room?.leave(holder),
  }
}

function tooMany(): RangeError {
  return new RangeError(
    `A metric on ranks was given over ${MOST_SCORES} rows of a class; ` +
      'give the metrics a room with a store for sorted runs, or evaluate fewer rows.',
  )
}

function withoutStore([first, ...more]: readonly StoredRun[]): RangeError {
  return new RangeError(
    `The state refers to ${more.length + 1} stored runs, the first with the number ${first?.run}; ` +
      'merge it into metrics that were given the store.',
  )
}

function grown(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(array)
  return larger
}
