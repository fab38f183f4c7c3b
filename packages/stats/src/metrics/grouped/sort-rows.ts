import { sortSpan } from './sort-span.ts'

/** Equally long columns. */
export type Columns = readonly Float64Array[]

/**
 * The columns sorted by the first, then the second, and so on; none is NaN. The arrays given are used
 * up: they may be those of the result.
 */
export function sortRows(columns: Columns): Columns {
  const [groups = new Float64Array(0)] = columns
  const result = isAscending(groups) ? columns : inOrder(columns, orderByGroup(groups))
  const [own = groups] = result
  for (let from = 0; from < own.length; ) {
    const end = endOfGroup(own, from)
    sortSpan(result, 1, from, end)
    from = end
  }
  return result
}

/** Where the group ends that has the row at `from`. */
export function endOfGroup(groups: Float64Array, from: number): number {
  let end = from + 1
  while (end < groups.length && groups[end] === groups[from]) end++
  return end
}

function isAscending(groups: Float64Array): boolean {
  for (let i = 1; i < groups.length; i++) {
    if ((groups[i] as number) < (groups[i - 1] as number)) return false // in range
  }
  return true
}

function inOrder(columns: Columns, order: Uint32Array): Columns {
  return columns.map((column) => {
    const gathered = new Float64Array(order.length)
    for (let i = 0; i < order.length; i++) gathered[i] = column[order[i] as number] as number // a permutation
    return gathered
  })
}

/** Counting sort: the rows in the order of their groups, those of a group as they came. */
function orderByGroup(groups: Float64Array): Uint32Array {
  const { placeOf, places } = numberGroups(groups)
  const counts = new Uint32Array(places.size)
  for (let i = 0; i < placeOf.length; i++) {
    const place = placeOf[i] as number // of those given out, here and below
    counts[place] = (counts[place] as number) + 1
  }
  const starts = new Uint32Array(places.size)
  let sum = 0
  for (const group of Float64Array.from(places.keys()).sort()) {
    const place = places.get(group) as number
    starts[place] = sum
    sum += counts[place] as number
  }
  const order = new Uint32Array(groups.length)
  for (let i = 0; i < placeOf.length; i++) {
    const place = placeOf[i] as number
    const at = starts[place] as number
    order[at] = i
    starts[place] = at + 1
  }
  return order
}

/** Groups are numbered as they come; a row's is mostly that of the row before. */
function numberGroups(groups: Float64Array): {
  readonly placeOf: Uint32Array
  readonly places: ReadonlyMap<number, number>
} {
  const places = new Map<number, number>()
  const placeOf = new Uint32Array(groups.length)
  let last = Number.NaN
  let lastPlace = 0
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as number // in range
    if (group !== last) {
      lastPlace = places.get(group) ?? places.size
      if (lastPlace === places.size) places.set(group, lastPlace)
      last = group
    }
    placeOf[i] = lastPlace
  }
  return { placeOf, places }
}
