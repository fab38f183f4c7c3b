import type { RunRoom } from '../runs/run-room.ts'
import { fromRunColumn, rowsOfRuns, type StoredRun, toRunColumn } from '../runs/run-store.ts'
import { GrowingColumn } from './growing-column.ts'
import { joinRuns, type ScoreRuns, type SortedScores } from './score-runs.ts'
import { scoresToSort, sortOwnScores, weightsToSort } from './sort-scores.ts'

/** A growing list of scores; 8 bytes each, 16 with weights, as far as it is in memory. */
export interface ScoreList {
  /** Adds the first `count` scores; each counts 1 unless weights are given. */
  push(scores: Float64Array, weights: Float64Array | undefined, count: number): void
  /** Adds the columns of another list, which may be kept and are not to be changed. */
  merge(columns: readonly Float64Array[]): void
  /** All scores: what is in memory in one run, and those in the store. */
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
const EMPTY = new Float64Array(0)

/**
 * Sorts what was pushed when it is asked for, or when the room has no more place for it.
 *
 * @throws RangeError (on adding) beyond 2^27 scores in memory
 */
export function createScoreList(room?: RunRoom): ScoreList {
  const scores = new GrowingColumn()
  /** Of all scores as soon as one has a weight. */
  const weights = new GrowingColumn()
  let held: SortedScores[] = []
  let stored: readonly StoredRun[] = []

  const sortTail = () => {
    if (scores.length === 0) return
    const ownWeights = weights.length > 0 ? taken(weights, weightsToSort) : undefined
    const isPlain = ownWeights?.every((weight) => weight === 1) ?? true
    held.push(sortOwnScores(taken(scores, scoresToSort), isPlain ? undefined : ownWeights))
  }
  const joinHeld = (): SortedScores => {
    sortTail()
    const all = joinRuns(held)
    held = all.scores.length > 0 ? [all] : []
    return all
  }
  const rowsHeld = () => held.reduce((sum, run) => sum + run.scores.length, scores.length)
  const holder = {
    held: () =>
      held.reduce(
        (sum, run) => sum + run.scores.length + (run.weights?.length ?? 0),
        scores.length + weights.length,
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
      if (ofMore !== undefined) {
        weights.fill(1, scores.length - weights.length)
        weights.append(ofMore, count)
      } else if (weights.length > 0) weights.fill(1, count)
      scores.append(more, count)
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
      joinHeld()
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

function taken(
  column: GrowingColumn,
  roomFor: (length: number) => Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  const room = roomFor(column.length)
  column.moveTo(room)
  return room
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
