import type { RunRoom } from '../runs/run-room.ts'
import { fromRunColumn, rowsOfRuns, type StoredRun, toRunColumn } from '../runs/run-store.ts'
import { streamGroups } from './group-stream.ts'
import { type GroupSpan, mergeSorted } from './merge-groups.ts'
import { type Columns, sortRows } from './sort-rows.ts'

/** Rows kept in growing columns, as far as they are in memory. */
export interface RowStore {
  /** Adds the rows of equally long columns; a column that is a number holds it in every row. */
  push(columns: readonly (Float64Array | number)[], count: number): void
  /** Adds what `columns` of another store gave, which will not be changed. */
  merge(columns: readonly Float64Array[]): void
  /**
   * Rows in the order of their columns (by the first, then the second, and so on): all rows of a group,
   * those equal in the first column, are in one span, which holds until the next is asked for.
   */
  groups(): Iterable<GroupSpan>
  /** The rows in memory in that order, and a column of the runs in the store. */
  columns(): readonly Float64Array[]
  rows(): number
  /** Lets go of its part of the room. */
  release(): void
}

/** Each row takes 8 bytes a column. */
const MOST_ROWS = 67108864

/** @throws RangeError (on adding) beyond 2^26 rows in memory */
export function createRowStore(width: number, room?: RunRoom): RowStore {
  /** Copies of what was added, by column, and how many rows they are. */
  let parts: Float64Array[][] = []
  let added = 0
  let runs: Columns[] = []
  let inRuns = 0
  let stored: readonly StoredRun[] = []
  const reset = () => {
    parts = Array.from({ length: width }, () => [])
    added = 0
  }
  const sortAdded = () => {
    if (added === 0) return
    const columns = parts.map((own) => joined(own, added))
    runs.push(sortRows(columns))
    inRuns += added
    reset()
  }
  const sorted = () => {
    sortAdded()
    const all = mergeSorted(runs, width)
    runs = inRuns > 0 ? [all] : []
    return all
  }
  const holder = {
    held: () => width * (added + inRuns),
    spill() {
      if (room === undefined) return
      stored = [...stored, room.store.write(width, [sorted()])]
      runs = []
      inRuns = 0
    },
  }
  const checkRoom = () => {
    room?.makeRoom()
    if (added + inRuns > MOST_ROWS) throw tooMany()
  }
  reset()
  room?.enter(holder)
  return {
    push(columns, rows) {
      if (rows === 0) return
      added += rows
      parts.forEach((own, k) => {
        const column = columns[k] ?? Number.NaN
        const filled = typeof column === 'number'
        own.push(filled ? new Float64Array(rows).fill(column) : column.slice(0, rows))
      })
      checkRoom()
    },
    merge(columns) {
      const more = fromRunColumn(columns[width])
      if (more.length > 0 && room === undefined) throw withoutStore(more)
      stored = [...stored, ...more]
      const rows = columns[0]?.length ?? 0
      if (rows === 0) return
      runs.push(columns.slice(0, width))
      inRuns += rows
      checkRoom()
    },
    groups() {
      sortAdded()
      return streamGroups({ held: runs, stored, store: room?.store, width })
    },
    // What is sorted is never changed, and so needs no copy.
    columns: () => [...sorted(), toRunColumn(stored)],
    rows: () => added + inRuns + rowsOfRuns(stored),
    release: () => room?.leave(holder),
  }
}

function joined(parts: readonly Float64Array[], length: number): Float64Array {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const all = new Float64Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function tooMany(): RangeError {
  return new RangeError(
    `A metric over groups was given over ${MOST_ROWS} rows; ` +
      'give the metrics a room with a store for sorted runs, or evaluate fewer rows.',
  )
}

function withoutStore([first, ...more]: readonly StoredRun[]): RangeError {
  return new RangeError(
    `The state refers to ${more.length + 1} stored runs, the first with the number ${first?.run}; ` +
      'merge it into metrics that were given the store.',
  )
}
