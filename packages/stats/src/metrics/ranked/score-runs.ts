import type { RunStore, StoredRun } from '../runs/run-store.ts'
import { scoresToSort, sortOwnScores, weightsToSort } from './sort-scores.ts'

/**
 * Scores in ascending order with their weights, of equal scores the smaller weight first; without
 * weights each counts 1.
 */
export type SortedScores = {
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
}

/** Sorted scores of one class, in memory and in a store. */
export type ScoreRuns = {
  readonly held: readonly SortedScores[]
  readonly stored: readonly StoredRun[]
  readonly store: RunStore | undefined
}

/** Pieces of one order, the highest first, each in ascending order; undefined after the last. */
export type ScoreStream = () => SortedScores | undefined

/** Rows that are sorted at once when runs are merged: their keys stay near the processor. */
const AT_ONCE = 65536
const LEAST_DEPTH = 64

/**
 * All runs as one order, from the highest score down, with little of it in memory at a time.
 *
 * Of every run the upper rows are looked at; those that no row further down can exceed are sorted and
 * handed out.
 */
export function streamDown(runs: ScoreRuns): ScoreStream {
  let sources = sourcesOf(runs)
  const plain = isPlain(runs)
  // Of long runs more is looked at: their rows lie closer together.
  const share = AT_ONCE / sources.reduce((sum, { rows }) => sum + rows, 1)
  for (const source of sources) source.depth = Math.max(LEAST_DEPTH, Math.ceil(source.rows * share))
  return () => {
    for (const source of sources) source.reach(source.depth)
    sources = sources.filter(({ end }) => end > 0)
    const [first, second] = sources
    if (first === undefined) return undefined
    if (second === undefined) return takeFrom(first, 0)
    const bound = findBound(sources)
    const pieces = sources
      .map((source) => takeFrom(source, bound === undefined ? 0 : placeOf(source, bound)))
      .filter(({ scores }) => scores.length > 0)
    return joinSorted(pieces, plain)
  }
}

/** Sorted runs in memory as one. */
export function joinRuns(held: readonly SortedScores[]): SortedScores {
  const [first] = held
  if (first !== undefined && held.length === 1) return first
  const runs = { held, stored: [], store: undefined }
  const length = held.reduce((sum, { scores }) => sum + scores.length, 0)
  const scores = new Float64Array(length)
  const weights = isPlain(runs) ? undefined : new Float64Array(length).fill(1)
  const next = streamDown(runs)
  let at = length
  for (let piece = next(); piece !== undefined; piece = next()) {
    at -= piece.scores.length
    scores.set(piece.scores, at)
    if (piece.weights !== undefined) weights?.set(piece.weights, at)
  }
  return { scores, weights }
}

/** Whether each row counts 1. */
export function isPlain({ held, stored }: ScoreRuns): boolean {
  return (
    held.every(({ weights }) => weights === undefined) && stored.every(({ width }) => width === 1)
  )
}

/** Every piece of the runs, in no order: for sums that do not depend on it. */
export function* piecesOf(runs: ScoreRuns): Iterable<SortedScores> {
  for (const source of sourcesOf(runs)) {
    for (source.reach(1); source.end > 0; source.reach(1)) yield takeFrom(source, 0)
  }
}

/** The upper rows of a run: those below `end` are not taken yet. */
interface Source {
  scores: Float64Array
  weights: Float64Array | undefined
  end: number
  /** Of the whole run. */
  readonly rows: number
  /** How many of the upper rows are looked at. */
  depth: number
  /** Whether there are rows below those at hand. */
  hasMore: boolean
  /** Sees to it that so many rows are at hand, if there are. */
  reach(depth: number): void
}

function sourcesOf({ held, stored, store }: ScoreRuns): Source[] {
  const inMemory = held.map(({ scores, weights }) => ({
    scores,
    weights,
    end: scores.length,
    rows: scores.length,
    depth: LEAST_DEPTH,
    hasMore: false,
    reach: () => {},
  }))
  if (store === undefined) return inMemory
  return [...inMemory, ...stored.map((run) => storedSource(store, run))]
}

function storedSource(store: RunStore, run: StoredRun): Source {
  let blocks = Math.ceil(run.rows / store.blockRows)
  const source: Source = {
    scores: new Float64Array(0),
    weights: undefined,
    end: 0,
    rows: run.rows,
    depth: LEAST_DEPTH,
    hasMore: blocks > 0,
    reach(depth) {
      if (source.end >= depth || !source.hasMore) return
      const found = [[source.scores, source.weights ?? source.scores] as readonly Float64Array[]]
      let rows = source.end
      while (rows < depth && blocks > 0) {
        blocks--
        const block = store.read(run, blocks)
        rows += block[0]?.length ?? 0
        found.unshift(block)
      }
      source.scores = joined(found, 0, rows)
      source.weights = run.width > 1 ? joined(found, 1, rows) : undefined
      source.end = rows
      source.hasMore = blocks > 0
    },
  }
  return source
}

/** The last of the pieces may be longer than what is left of it. */
function joined(pieces: readonly (readonly Float64Array[])[], column: number, rows: number) {
  const all = new Float64Array(rows)
  let at = 0
  for (const piece of pieces) {
    const own = piece[column] ?? all
    all.set(own.subarray(0, rows - at), at)
    at += own.length
  }
  return all
}

type Bound = { readonly score: number; readonly weight: number }

/** The highest of the rows so far down that some run may go on from there. */
function findBound(sources: readonly Source[]): Bound | undefined {
  let bound: Bound | undefined
  for (const { scores, weights, end, depth, hasMore } of sources) {
    if (end <= depth && !hasMore) continue
    const at = Math.max(0, end - depth)
    const row = { score: scores[at] as number, weight: weights?.[at] ?? 1 } // at is below the end
    if (bound === undefined || isBelow(bound, row.score, row.weight)) bound = row
  }
  return bound
}

/** Where the rows begin that are not below the bound. */
function placeOf({ scores, weights, end }: Source, bound: Bound): number {
  let low = 0
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    const score = scores[middle] as number // below the end
    const weight = weights?.[middle] ?? 1
    const isUnder = score < bound.score || (score === bound.score && weight < bound.weight)
    if (isUnder) low = middle + 1
    else high = middle
  }
  return low
}

function isBelow(bound: Bound, score: number, weight: number): boolean {
  return bound.score < score || (bound.score === score && bound.weight < weight)
}

function takeFrom(source: Source, from: number): SortedScores {
  const { scores, weights, end } = source
  source.end = from
  return { scores: scores.subarray(from, end), weights: weights?.subarray(from, end) }
}

/** The rows of sorted pieces in one order. */
function joinSorted(pieces: readonly SortedScores[], plain: boolean): SortedScores {
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) return first
  const length = pieces.reduce((sum, { scores }) => sum + scores.length, 0)
  const scores = scoresToSort(length)
  const weights = plain ? undefined : weightsToSort(length).fill(1)
  let at = 0
  for (const piece of pieces) {
    scores.set(piece.scores, at)
    if (piece.weights !== undefined) weights?.set(piece.weights, at)
    at += piece.scores.length
  }
  return sortOwnScores(scores, weights)
}
