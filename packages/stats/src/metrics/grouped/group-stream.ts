import type { RunStore, StoredRun } from '../runs/run-store.ts'
import { type GroupSpan, groupsOf, MOST_HEADS } from './merge-groups.ts'
import type { Columns } from './sort-rows.ts'

/** Sorted rows in memory and in a store. */
export type GroupRuns = {
  readonly held: readonly Columns[]
  readonly stored: readonly StoredRun[]
  readonly store: RunStore | undefined
  readonly width: number
}

/** Rows that are merged at once, unless a group is larger. */
const AT_ONCE = 65536
const LEAST_DEPTH = 64

/** All rows in their order, from the least group up; a group is whole in one span. */
export function* streamGroups({ held, stored, store, width }: GroupRuns): Iterable<GroupSpan> {
  if (stored.length === 0 && held.length <= MOST_HEADS) {
    yield* groupsOf(held, width)
    return
  }
  let sources = held.map(heldSource)
  if (store !== undefined) sources.push(...stored.map((run) => storedSource(store, run)))
  // Of long runs more is looked at: their groups lie closer together.
  const share = AT_ONCE / sources.reduce((sum, { rows }) => sum + rows, 1)
  for (const source of sources) source.depth = Math.max(LEAST_DEPTH, Math.ceil(source.rows * share))
  for (let times = 1; ; ) {
    for (const source of sources) source.reach(times * source.depth)
    sources = sources.filter(({ at, columns }) => at < lengthOf(columns))
    if (sources.length === 0) return
    const bound = findBound(sources, times)
    const pieces = sources
      .map((source) => takeBelow(source, bound))
      .filter((columns) => lengthOf(columns) > 0)
    yield* groupsOf(pieces, width)
    // A group that is longer than what is at hand: look further.
    times = pieces.length > 0 ? 1 : 2 * times
  }
}

/** The next rows of a run: those from `at` on are not taken yet. */
interface Source {
  columns: Columns
  at: number
  /** Of the whole run. */
  readonly rows: number
  /** How many of the next rows are looked at. */
  depth: number
  hasMore: boolean
  reach(depth: number): void
}

function heldSource(columns: Columns): Source {
  const rows = lengthOf(columns)
  return { columns, at: 0, rows, depth: LEAST_DEPTH, hasMore: false, reach: () => {} }
}

function storedSource(store: RunStore, run: StoredRun): Source {
  const blocks = Math.ceil(run.rows / store.blockRows)
  let next = 0
  const source: Source = {
    columns: [],
    at: 0,
    rows: run.rows,
    depth: LEAST_DEPTH,
    hasMore: blocks > 0,
    reach(depth) {
      let rows = lengthOf(source.columns) - source.at
      if (rows >= depth || !source.hasMore) return
      const found: Columns[] = [source.columns.map((column) => column.subarray(source.at))]
      while (rows < depth && next < blocks) {
        const block = store.read(run, next)
        found.push(block)
        rows += lengthOf(block)
        next++
      }
      source.columns = joinColumns(found, run.width, rows)
      source.at = 0
      source.hasMore = next < blocks
    },
  }
  return source
}

function joinColumns(pieces: readonly Columns[], width: number, rows: number): Columns {
  return Array.from({ length: width }, (_, k) => {
    const all = new Float64Array(rows)
    let at = 0
    for (const piece of pieces) {
      const own = piece[k]
      if (own === undefined) continue
      all.set(own, at)
      at += own.length
    }
    return all
  })
}

/** The least group of which some run may have rows beyond those that are looked at. */
function findBound(sources: readonly Source[], times: number): number {
  let bound = Number.NaN
  for (const { columns, at, depth: own, hasMore } of sources) {
    const depth = times * own
    const groups = columns[0] ?? new Float64Array(0)
    if (groups.length - at <= depth && !hasMore) continue
    const group = groups[Math.min(at + depth, groups.length) - 1] as number // it has rows
    if (!(group >= bound)) bound = group
  }
  return bound
}

/** Groups below the bound; all where there is none. */
function takeBelow(source: Source, bound: number): Columns {
  const groups = source.columns[0] ?? new Float64Array(0)
  let low = source.at
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >>> 1
    // False for a bound of NaN, and then all are taken.
    if ((groups[middle] as number) >= bound) high = middle
    else low = middle + 1
  }
  const taken = source.columns.map((column) => column.subarray(source.at, low))
  source.at = low
  return taken
}

function lengthOf(columns: Columns): number {
  return columns[0]?.length ?? 0
}
