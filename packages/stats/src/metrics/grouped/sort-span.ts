import { sortOwnScores } from '../ranked/sort-scores.ts'

/** Up to so many rows are put in order one by one. */
const FEW = 32

/** Filled anew by each span that is short enough for them. */
const keysOfFew = new Float64Array(FEW)
const orderOfFew = new Float64Array(FEW)

/** Sorts the rows from a place until another by the columns from the one at `depth` on. */
export function sortSpan(
  columns: readonly Float64Array[],
  depth: number,
  from: number,
  end: number,
): void {
  const keys = columns[depth]
  if (keys === undefined || isSorted(columns, depth, from, end)) return
  const order = end - from <= FEW ? insertionOrder(keys, from, end) : radixOrder(keys, from, end)
  for (let k = depth; k < columns.length; k++) {
    permute(columns[k] as Float64Array, order, from, end) // in range
  }
  sortTies(columns, depth, keys, from, end)
}

function isSorted(
  columns: readonly Float64Array[],
  depth: number,
  from: number,
  end: number,
): boolean {
  const keys = columns[depth] as Float64Array // the caller has it
  for (let i = from + 1; i < end; i++) {
    const [a, b] = [keys[i - 1] as number, keys[i] as number] // in range
    if (a > b || (a === b && isAfter(columns, depth + 1, i - 1, i))) return false
  }
  return true
}

/** Whether row a comes after row b by the columns from the one at `depth` on. */
function isAfter(columns: readonly Float64Array[], depth: number, a: number, b: number): boolean {
  for (let k = depth; k < columns.length; k++) {
    const column = columns[k] as Float64Array // in range, as the rows are
    const x = column[a] as number
    const y = column[b] as number
    if (x !== y) return x > y
  }
  return false
}

/** The rows of the span, counted from its start, in the order of their keys. */
function insertionOrder(keys: Float64Array, from: number, end: number): Float64Array {
  for (let i = 0; i < end - from; i++) {
    const key = keys[from + i] as number // in range
    let at = i
    for (; at > 0 && (keysOfFew[at - 1] as number) > key; at--) {
      keysOfFew[at] = keysOfFew[at - 1] as number
      orderOfFew[at] = orderOfFew[at - 1] as number
    }
    keysOfFew[at] = key
    orderOfFew[at] = i
  }
  return orderOfFew
}

/** The same for many: their numbers go along as if they were weights. */
function radixOrder(keys: Float64Array, from: number, end: number): Float64Array {
  // -0 becomes 0: they are one key.
  const own = Float64Array.from({ length: end - from }, (_, i) => (keys[from + i] as number) + 0)
  const numbers = own.map((_, i) => i)
  return sortOwnScores(own, numbers).weights ?? numbers
}

function permute(column: Float64Array, order: Float64Array, from: number, end: number): void {
  const count = end - from
  const own = count <= FEW ? keysOfFew : new Float64Array(count)
  for (let i = 0; i < count; i++) own[i] = column[from + (order[i] as number)] as number // in the span
  for (let i = 0; i < count; i++) column[from + i] = own[i] as number
}

function sortTies(
  columns: readonly Float64Array[],
  depth: number,
  keys: Float64Array,
  from: number,
  end: number,
): void {
  for (let at = from; at < end; ) {
    let next = at + 1
    while (next < end && keys[next] === keys[at]) next++
    if (next - at > 1) sortSpan(columns, depth + 1, at, next)
    at = next
  }
}
