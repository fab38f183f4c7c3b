/** Equally long columns. */
export type Columns = readonly Float64Array[]

/** The columns sorted by the first, then the second, and so on; none is NaN. */
export function sortRows(
  columns: readonly Float64Array[],
  length: number,
): readonly Float64Array[] {
  if (isSorted(columns, 0, length)) return columns
  const [groups = new Float64Array(0)] = columns
  const { order, ends } = orderByGroup(groups)
  const result = columns.map((column) => {
    const gathered = new Float64Array(length)
    for (let i = 0; i < length; i++) gathered[i] = column[order[i] as number] as number // a permutation
    return gathered
  })
  const rest = result.slice(1)
  let from = 0
  for (const end of ends) {
    sortSpan(rest, from, end)
    from = end
  }
  return result
}

function isSorted(columns: readonly Float64Array[], from: number, end: number): boolean {
  const first = columns[0] ?? new Float64Array(0)
  for (let i = from + 1; i < end; i++) {
    const [a, b] = [first[i - 1] as number, first[i] as number] // in range
    if (a > b || (a === b && isAfter(columns, i - 1, i))) return false
  }
  return true
}

/** Whether row a comes after row b. */
function isAfter(columns: readonly Float64Array[], a: number, b: number): boolean {
  for (const column of columns) {
    const x = column[a] as number // rows are in range
    const y = column[b] as number
    if (x !== y) return x > y
  }
  return false
}

/** Counting sort by group: the rows in order of their group's number, and where each group ends. */
function orderByGroup(groups: Float64Array): { order: Uint32Array; ends: Uint32Array } {
  const places = new Map<number, number>()
  const placeOf = new Uint32Array(groups.length)
  let last = Number.NaN
  let lastPlace = 0
  groups.forEach((group, i) => {
    if (group !== last) {
      const known = places.get(group)
      lastPlace = known ?? places.size
      if (known === undefined) places.set(group, lastPlace)
      last = group
    }
    placeOf[i] = lastPlace
  })
  const rank = new Uint32Array(places.size)
  Float64Array.from(places.keys())
    .sort()
    .forEach((group, i) => {
      rank[places.get(group) ?? 0] = i
    })
  const ends = new Uint32Array(places.size)
  // Places and ranks below are those just given out.
  for (const place of placeOf)
    ends[rank[place] as number] = (ends[rank[place] as number] as number) + 1
  const starts = new Uint32Array(places.size)
  for (let g = 1; g < ends.length; g++) {
    starts[g] = ends[g - 1] as number
    ends[g] = (ends[g] as number) + (ends[g - 1] as number)
  }
  const order = new Uint32Array(groups.length)
  placeOf.forEach((place, i) => {
    const g = rank[place] as number
    const at = starts[g] as number
    order[at] = i
    starts[g] = at + 1
  })
  return { order, ends }
}

const FEW = 24

function sortSpan(columns: readonly Float64Array[], from: number, end: number): void {
  if (isSorted(columns, from, end)) return
  if (end - from <= FEW) insertionSort(columns, from, end)
  else sortLongSpan(columns, from, end)
}

function insertionSort(columns: readonly Float64Array[], from: number, end: number): void {
  for (let i = from + 1; i < end; i++) {
    for (let j = i; j > from && isAfter(columns, j - 1, j); j--) {
      for (const column of columns) {
        const x = column[j] as number // rows are in range
        column[j] = column[j - 1] as number
        column[j - 1] = x
      }
    }
  }
}

function sortLongSpan(columns: readonly Float64Array[], from: number, end: number): void {
  const order = Uint32Array.from({ length: end - from }, (_, i) => from + i)
  order.sort((a, b) => (isAfter(columns, a, b) ? 1 : isAfter(columns, b, a) ? -1 : 0))
  for (const column of columns) {
    const own = column.slice(from, end)
    order.forEach((row, i) => {
      column[from + i] = own[row - from] as number // a permutation of the span
    })
  }
}

/** Runs that are merged in one pass: the least of their heads is looked for in all of them. */
const MOST_HEADS = 32

export function mergeSorted(runs: readonly Columns[], width: number): Columns {
  let left = runs
  while (left.length > 1) {
    const merged: Columns[] = []
    for (let i = 0; i < left.length; i += MOST_HEADS) {
      merged.push(mergeRuns(left.slice(i, i + MOST_HEADS), width))
    }
    left = merged
  }
  return left[0] ?? Array.from({ length: width }, () => new Float64Array(0))
}

/** Copies whole groups, in their order; rows of a group that several runs have are sorted. */
function mergeRuns(runs: readonly Columns[], width: number): Columns {
  const groups = runs.map(([column]) => column ?? new Float64Array(0))
  const heads = new Uint32Array(runs.length)
  const length = groups.reduce((sum, column) => sum + column.length, 0)
  const result = Array.from({ length: width }, () => new Float64Array(length))
  const rest = result.slice(1)
  for (let at = 0; at < length; ) {
    const group = leastHead(groups, heads)
    const from = at
    let owners = 0
    for (let k = 0; k < runs.length; k++) {
      const own = groups[k] as Float64Array // one of each run
      const start = heads[k] as number
      if (start >= own.length || own[start] !== group) continue
      const end = endOfGroup(own, start)
      copyRows(runs[k] as Columns, start, end, result, at)
      heads[k] = end
      at += end - start
      owners++
    }
    if (owners > 1) sortSpan(rest, from, at)
  }
  return result
}

function leastHead(groups: readonly Float64Array[], heads: Uint32Array): number {
  let least = Number.NaN
  for (let k = 0; k < groups.length; k++) {
    const own = groups[k] as Float64Array // one of each head
    const start = heads[k] as number
    if (start >= own.length) continue
    const group = own[start] as number
    if (!(group >= least)) least = group
  }
  return least
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

function endOfGroup(groups: Float64Array, from: number): number {
  let end = from + 1
  while (end < groups.length && groups[end] === groups[from]) end++
  return end
}
