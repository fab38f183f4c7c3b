import type { RankedRows, TieGroup } from './ranked-rows.ts'
import type { SortedScores } from './score-list.ts'

/**
 * A run of scores of one class in descending order (of equal scores the greater weight first), in
 * blocks, so that it may lie in a file.
 */
export type SortedRun = Iterable<SortedScores>

/** The row at the head of runs of one class. */
interface Cursor {
  /** -Infinity is a score, so the end is told by `done`. */
  done: boolean
  score: number
  weight: number
  next(): void
}

/** Shows the groups of equal scores of two classes' sorted runs, from the highest score down. */
export function walkMerged(
  positives: readonly SortedRun[],
  negatives: readonly SortedRun[],
  visit: Parameters<RankedRows['walk']>[0],
): void {
  const ones = mergedCursor(positives)
  const zeros = mergedCursor(negatives)
  const group: TieGroup = {
    score: 0,
    positives: 0,
    positiveSquares: 0,
    negatives: 0,
    negativeSquares: 0,
  }
  while (!ones.done || !zeros.done) {
    const score = zeros.done || (!ones.done && ones.score > zeros.score) ? ones.score : zeros.score
    group.score = score
    group.positives = 0
    group.positiveSquares = 0
    group.negatives = 0
    group.negativeSquares = 0
    for (; !ones.done && ones.score === score; ones.next()) {
      group.positives += ones.weight
      group.positiveSquares += ones.weight * ones.weight
    }
    for (; !zeros.done && zeros.score === score; zeros.next()) {
      group.negatives += zeros.weight
      group.negativeSquares += zeros.weight * zeros.weight
    }
    if (visit(group) === true) return
  }
}

/** The greatest head of several runs, by a binary heap of their cursors. */
function mergedCursor(runs: readonly SortedRun[]): Cursor {
  const heap = runs.map(runCursor).filter(({ done }) => !done)
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sift(heap, i)
  const cursor = {
    done: false,
    score: 0,
    weight: 0,
    next() {
      const [top] = heap
      if (top === undefined) return
      top.next()
      const last = heap.length - 1
      if (top.done) {
        heap[0] = heap[last] ?? top
        heap.pop()
      }
      sift(heap, 0)
      show()
    },
  }
  const show = () => {
    const [top] = heap
    cursor.done = top === undefined
    cursor.score = top?.score ?? Number.NaN
    cursor.weight = top?.weight ?? 0
  }
  show()
  return cursor
}

function sift(heap: Cursor[], from: number): void {
  let at = from
  for (;;) {
    const left = 2 * at + 1
    const right = left + 1
    let greatest = at
    if (isBefore(heap[left], heap[greatest])) greatest = left
    if (isBefore(heap[right], heap[greatest])) greatest = right
    if (greatest === at) return
    const [a, b] = [heap[at], heap[greatest]]
    if (a === undefined || b === undefined) return
    heap[at] = b
    heap[greatest] = a
    at = greatest
  }
}

function isBefore(a: Cursor | undefined, b: Cursor | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.score > b.score || (a.score === b.score && a.weight > b.weight)
}

function runCursor(run: SortedRun): Cursor {
  const blocks = run[Symbol.iterator]()
  let scores: Float64Array = new Float64Array(0)
  let weights: Float64Array | undefined
  let at = 0
  const cursor = {
    done: false,
    score: 0,
    weight: 0,
    next() {
      at++
      while (at >= scores.length) {
        const block = blocks.next()
        if (block.done === true) {
          cursor.done = true
          return
        }
        scores = block.value.scores
        weights = block.value.weights
        at = 0
      }
      cursor.score = scores[at] as number // at is below the length
      cursor.weight = weights?.[at] ?? 1
    },
  }
  cursor.next()
  return cursor
}
