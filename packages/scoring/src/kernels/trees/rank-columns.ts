import type { NormalForest } from './normal-forest.ts'

/** Thresholds of a rank column whose ranks are bytes, 0 .. 255, or words of 16 bits. */
export const mostThresholds = 255
export const mostWordThresholds = 65_535

/**
 * Thresholds as ranks. A view of a number with many thresholds has several columns, one for each `most`
 * of them in order: a value below or above all thresholds of a column has its first or last rank.
 */
export interface RankColumns {
  /** Per column: index of its view, and its thresholds in order. */
  readonly columns: readonly { readonly view: number; readonly thresholds: Float64Array }[]
  /** Per number node: its column, and the largest rank that goes left. */
  readonly nodeColumns: Int32Array
  readonly nodeRanks: Uint16Array
}

/** Ranks the thresholds of all number nodes. */
export function rankThresholds(forest: NormalForest, most: number): RankColumns {
  const { views, thresholds } = forest
  const sorted = sortThresholds(forest)
  const firstColumns: number[] = []
  const columns = sorted.flatMap((all, view) => {
    firstColumns.push((firstColumns.at(-1) ?? 0) + columnsOf(sorted[view - 1], most))
    return Array.from({ length: columnsOf(all, most) }, (_, i) => {
      const part = all.subarray(i * most, (i + 1) * most)
      return { view, thresholds: part }
    })
  })
  const nodeColumns = new Int32Array(views.length)
  const nodeRanks = new Uint16Array(views.length)
  for (let node = 0; node < views.length; node++) {
    const view = views[node] as number
    if (view < 0) continue
    const rank = placeOf(sorted[view] as Float64Array, thresholds[node] as number)
    const part = Math.floor(rank / most)
    nodeColumns[node] = (firstColumns[view] as number) + part
    nodeRanks[node] = rank - part * most
  }
  return { columns, nodeColumns, nodeRanks }
}

function columnsOf(thresholds: Float64Array | undefined, most: number): number {
  return Math.ceil((thresholds?.length ?? 0) / most)
}

/** The different thresholds of each view of a number, in order. */
function sortThresholds({ numbers, views, thresholds }: NormalForest): readonly Float64Array[] {
  const counts = new Int32Array(numbers.length)
  for (const view of views) if (view >= 0) counts[view] = (counts[view] as number) + 1
  const sorted = Array.from(counts, (count) => new Float64Array(count))
  counts.fill(0)
  for (let node = 0; node < views.length; node++) {
    const view = views[node] as number
    if (view < 0) continue
    const at = counts[view] as number
    const own = sorted[view] as Float64Array
    own[at] = thresholds[node] as number
    counts[view] = at + 1
  }
  return sorted.map((all) => all.sort().filter((x, i) => i === 0 || x !== all[i - 1]))
}

function placeOf(sorted: Float64Array, threshold: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < threshold) low = middle + 1
    else high = middle
  }
  return low
}
