/** As above, where many rows are taken together: 8 MB. */
const mostSharedNumbers = 1 << 20
/** Doubles that the rows, columns and sums of a forest may take in the memory of the kernels. */
const mostNumbers = 1 << 25
const [mostRows, manyRows, fewRows] = [10, 6, 3] as const
/** Trees of more nodes than this do not stay in a cache from one block of rows to the next. */
const manyNodes = 1 << 15

/** 64 rows together, 1024 through trees of many nodes, or 8 where each takes much room: the power of two. */
export function rowShift(numbersPerRow: number, nodes = 0): number {
  if (nodes > manyNodes && numbersPerRow << mostRows <= mostSharedNumbers) return mostRows
  return numbersPerRow << manyRows > mostNumbers ? fewRows : manyRows
}
