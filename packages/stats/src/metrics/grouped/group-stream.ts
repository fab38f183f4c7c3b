import type { RunStore, StoredRun } from '../runs/run-store.ts'
import { type Columns, mergeSorted } from './sort-rows.ts'

/** Sorted rows in memory and in a store. */
export type GroupRuns = {
  readonly held: Columns
  readonly stored: readonly StoredRun[]
  readonly store: RunStore
  readonly width: number
}

/** Rows that are merged at once, unless a group is larger. */
const AT_ONCE = 65536
const LEAST_DEPTH = 64

/** All rows in their order, from the least group up; a group is whole in one piece. */
export function* streamGroups({ held, stored, store, width }: GroupRuns): Iterable<Columns> {
  let sources = [heldSource(held), ...stored.map((run) => storedSource(store, run))]
  const usual = Math.max(LEAST_DEPTH, Math.floor(AT_ONCE / sources.length))
  for (let depth = usual; ; ) {
    for (const source of sources) source.reach(depth)
    sources = sources.filter(({ at, columns }) => at < lengthOf(columns))
    if (sources.length === 0) return
    const bound = findBound(sources, depth)
    const pieces = sources
      .map((source) => takeBelow(source, bound))
      .filter((columns) => lengthOf(columns) > 0)
    if (pieces.length > 0) yield mergeSorted(pieces, width)
    // A group that is longer than what is at hand: look further.
    depth = pieces.length > 0 ? usual : 2 * depth
  }
}

/** The next rows of a run: those from `at` on are not taken yet. */
interface Source {
  columns: Columns
  at: number
  hasMore: boolean
  reach(depth: number): void
}

function heldSource(columns: Columns): Source {
  return { columns, at: 0, hasMore: false, reach: () => {} }
}

function storedSource(store: RunStore, run: StoredRun): Source {
  const blocks = Math.ceil(run.rows / store.blockRows)
  let next = 0
  const source: Source = {
    columns: [],
    at: 0,
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
function findBound(sources: readonly Source[], depth: number): number {
  let bound = Number.NaN
  for (const { columns, at, hasMore } of sources) {
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
