/** As above, where many rows are taken together: 8 MB. */
const mostSharedNumbers = 1 << 20
/** Doubles that the rows, columns and sums of a forest may take in the memory of the kernels. */
const mostNumbers = 1 << 25
const [mostRows, manyRows, fewRows] = [10, 6, 3] as const
/** Trees of more nodes than this do not stay in a cache from one block of rows to the next. */
const manyNodes = 1 << 15

/** Rows that are masked together: the power of two of tools/kernels/assembly/ranks.ts. */
export const maskShift = 7

/** Whether rows of so many numbers may be masked. */
export function mayMask(numbersPerRow: number): boolean {
  return numbersPerRow * (1 << maskShift) <= mostNumbers
}

/** 64 rows together, 1024 through trees of many nodes, or 8 where each takes much room: the power of two. */
export function rowShift(numbersPerRow: number, nodes = 0): number {
  if (nodes > manyNodes && numbersPerRow << mostRows <= mostSharedNumbers) return mostRows
  return numbersPerRow << manyRows > mostNumbers ? fewRows : manyRows
}
