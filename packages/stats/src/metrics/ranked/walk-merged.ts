import { createTieBlock, type RankedRows, type TieBlock } from './ranked-rows.ts'
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
  const block = createTieBlock()
  while (!ones.done || !zeros.done) {
    block.count = 0
    while ((!ones.done || !zeros.done) && block.count < block.scores.length) {
      addGroup(block, ones, zeros)
    }
    if (visit(block)) return
  }
}

function addGroup(block: TieBlock, ones: Cursor, zeros: Cursor): void {
  const at = block.count
  const score = zeros.done || (!ones.done && ones.score > zeros.score) ? ones.score : zeros.score
  block.scores[at] = score
  takeTies(ones, score, block.positives, block.positiveSquares, at)
  takeTies(zeros, score, block.negatives, block.negativeSquares, at)
  block.count = at + 1
}

function takeTies(
  cursor: Cursor,
  score: number,
  weights: Float64Array,
  squares: Float64Array,
  at: number,
): void {
  let sum = 0
  let squared = 0
  for (; !cursor.done && cursor.score === score; cursor.next()) {
    sum += cursor.weight
    squared += cursor.weight * cursor.weight
  }
  weights[at] = sum
  squares[at] = squared
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
