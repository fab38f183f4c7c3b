import type { Manifest, Segment, TableFile, TableId } from './types.ts'

const dayMicros = 86_400_000_000

/** The day of a time, UTC: `2026-11-21`. */
export function dayOf(micros: number): string {
  return new Date(Math.floor(micros / dayMicros) * 86_400_000).toISOString().slice(0, 10)
}

/** The name of a file with the records of some segments. */
export function partName(first: number, last: number): string {
  return `part-${first}-${last}.parquet`
}

/** What the staged files of a table begin with: no two tables share a name. */
export function stagedPrefix(table: TableId): string {
  return table.kind === 'outcomes' ? 'outcomes' : `predictions.${table.endpoint}`
}

/**
 * Sealed segments that are not in files yet, oldest first. None behind one that is still being written
 * to: a table has everything up to a number.
 */
export function segmentsToConvert(
  segments: readonly Segment[],
  { convertedUntil }: Manifest,
): readonly Segment[] {
  const firstOpen = Math.min(
    ...segments.filter(({ state }) => state === 'open').map(({ sequence }) => sequence),
  )
  return segments.filter(
    ({ state, sequence }) =>
      state === 'sealed' && sequence > convertedUntil && sequence < firstOpen,
  )
}

/** A sealed segment with what its footer says. */
export interface CountedSegment extends Segment {
  readonly records: number
}

/**
 * Segments that may go, as their records are in files. The newest stay that together have as many
 * records as are shown of the newest; the very newest stays always, as the next number follows its.
 */
export function segmentsToRemove(
  sealed: readonly CountedSegment[],
  { convertedUntil }: Manifest,
  shownRecords: number,
): readonly CountedSegment[] {
  const newestFirst = sealed.toSorted((a, b) => b.sequence - a.sequence)
  let kept = 0
  let from = 0
  while (from < newestFirst.length && (from === 0 || kept < shownRecords)) {
    kept += newestFirst[from]?.records ?? 0
    from++
  }
  return newestFirst.slice(from).filter(({ sequence }) => sequence <= convertedUntil)
}

export interface CompactionBounds {
  /** How few small files of a day and schema are worth merging. */
  readonly leastFiles: number
  /** Files with fewer rows are small. */
  readonly smallRows: number
  /** Rows of a merged file at most, as far as its files allow. */
  readonly mostRows: number
}

export const defaultCompaction: CompactionBounds = {
  leastFiles: 2,
  smallRows: 500_000,
  mostRows: 1_000_000,
}

/** Small files of one day and schema that become one. */
export interface Merge {
  readonly files: readonly TableFile[]
  /** What they become, but for its bytes. */
  readonly into: TableFile
}

/** Which files are merged, in the order of their segments; none alone. */
export function planMerges(
  files: readonly TableFile[],
  { leastFiles, smallRows, mostRows }: CompactionBounds,
): readonly Merge[] {
  const merges: Merge[] = []
  const groups = Map.groupBy(
    files.filter(({ rows }) => rows < smallRows),
    ({ day, schema }) => `${day} ${schema}`,
  )
  for (const group of groups.values()) {
    let some: TableFile[] = []
    let rows = 0
    const flush = () => {
      if (some.length >= Math.max(2, leastFiles)) merges.push(mergeOf(some))
      some = []
      rows = 0
    }
    for (const file of group.toSorted((a, b) => a.first - b.first)) {
      if (rows + file.rows > mostRows) flush()
      some.push(file)
      rows += file.rows
    }
    flush()
  }
  return merges
}

function mergeOf(files: readonly TableFile[]): Merge {
  const [{ day, schema }] = files as [TableFile, ...TableFile[]] // of a group, which has some
  const first = Math.min(...files.map((file) => file.first))
  const last = Math.max(...files.map((file) => file.last))
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  return { files, into: { name: partName(first, last), day, first, last, schema, rows, bytes: 0 } }
}

/**
 * Files of days that are kept no longer: those that ended at least `keepDays` whole days ago. A day goes
 * as a whole.
 *
 * @param now microseconds since 1970 UTC
 */
export function filesToForget(
  files: readonly TableFile[],
  keepDays: number,
  now: number,
): readonly TableFile[] {
  const oldestKept = dayOf(now - keepDays * dayMicros)
  return files.filter(({ day }) => day < oldestKept)
}
