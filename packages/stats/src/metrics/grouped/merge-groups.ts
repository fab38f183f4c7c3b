import { type Columns, endOfGroup } from './sort-rows.ts'
import { sortSpan } from './sort-span.ts'

/** Whole groups: the rows of columns from a place until another. */
export type GroupSpan = { readonly columns: Columns; readonly from: number; readonly end: number }

/** Runs that are merged in one pass: the least of their heads is looked for in all of them. */
export const MOST_HEADS = 32

/**
 * The groups of sorted runs in ascending order, each whole in one span: where it lies, or, if several
 * runs have rows of it, in columns that are filled anew for the next such group.
 */
export function* groupsOf(given: readonly Columns[], width: number): Iterable<GroupSpan> {
  let runs = given
  while (runs.length > MOST_HEADS) runs = mergeSome(runs, width)
  const [only] = runs
  if (only !== undefined && runs.length === 1) {
    yield { columns: only, from: 0, end: only[0]?.length ?? 0 }
    return
  }
  const heads = new Heads(runs, width)
  while (heads.seek()) yield heads.take()
}

/** All rows of the runs in one. */
export function mergeSorted(runs: readonly Columns[], width: number): Columns {
  const [only] = runs
  if (only !== undefined && runs.length === 1) return only
  const length = runs.reduce((sum, [groups]) => sum + (groups?.length ?? 0), 0)
  const result = Array.from({ length: width }, () => new Float64Array(length))
  let at = 0
  for (const { columns, from, end } of groupsOf(runs, width)) {
    copyRows(columns, from, end, result, at)
    at += end - from
  }
  return result
}

function mergeSome(runs: readonly Columns[], width: number): readonly Columns[] {
  const merged: Columns[] = []
  for (let i = 0; i < runs.length; i += MOST_HEADS) {
    merged.push(mergeSorted(runs.slice(i, i + MOST_HEADS), width))
  }
  return merged
}

/** The first rows of each run that are not taken yet. */
class Heads {
  readonly #runs: readonly Columns[]
  readonly #groups: readonly Float64Array[]
  readonly #at: Uint32Array
  #least = Number.NaN
  /** The first run that has rows of the least group, and how many runs have. */
  #owner = 0
  #owners = 0
  #shared: Float64Array[]

  constructor(runs: readonly Columns[], width: number) {
    this.#runs = runs
    this.#groups = runs.map(([groups]) => groups ?? new Float64Array(0))
    this.#at = new Uint32Array(runs.length)
    this.#shared = Array.from({ length: width }, () => new Float64Array(0))
  }

  /** Looks for the least group; false when all rows are taken. */
  seek(): boolean {
    this.#owners = 0
    for (let k = 0; k < this.#groups.length; k++) {
      const own = this.#groups[k] as Float64Array // one of each run
      const at = this.#at[k] as number
      if (at >= own.length) continue
      const group = own[at] as number
      if (this.#owners > 0 && group > this.#least) continue
      if (this.#owners > 0 && group === this.#least) this.#owners++
      else {
        this.#least = group
        this.#owner = k
        this.#owners = 1
      }
    }
    return this.#owners > 0
  }

  take(): GroupSpan {
    return this.#owners === 1 ? this.#takeFrom(this.#owner) : this.#takeShared()
  }

  #takeFrom(run: number): GroupSpan {
    const from = this.#at[run] as number // it has rows
    const end = endOfGroup(this.#groups[run] as Float64Array, from)
    this.#at[run] = end
    return { columns: this.#runs[run] as Columns, from, end }
  }

  #takeShared(): GroupSpan {
    const spans: GroupSpan[] = []
    this.#groups.forEach((own, k) => {
      if (own[this.#at[k] as number] === this.#least) spans.push(this.#takeFrom(k))
    })
    const length = spans.reduce((sum, { from, end }) => sum + end - from, 0)
    if (length > (this.#shared[0]?.length ?? 0)) {
      this.#shared = this.#shared.map(() => new Float64Array(2 * length))
    }
    let at = 0
    for (const { columns, from, end } of spans) {
      copyRows(columns, from, end, this.#shared, at)
      at += end - from
    }
    sortSpan(this.#shared, 1, 0, length)
    return { columns: this.#shared, from: 0, end: length }
  }
}

function copyRows(from: Columns, start: number, end: number, into: Columns, at: number): void {
  for (let k = 0; k < into.length; k++) {
    // There are as many columns of each.
    copyColumn(from[k] as Float64Array, start, end, into[k] as Float64Array, at)
  }
}

function copyColumn(
  from: Float64Array,
  start: number,
  end: number,
  into: Float64Array,
  at: number,
): void {
  for (let i = start; i < end; i++) into[at + i - start] = from[i] as number // in range
}
