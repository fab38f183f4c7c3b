/** Doubles that the rows, columns and sums of a forest may take in the memory of the kernels. */
const mostNumbers = 1 << 25
const [manyRows, fewRows] = [6, 3] as const

/** 64 rows together, or 8 where each takes much room: the power of two. */
export function rowShift(numbersPerRow: number): number {
  return numbersPerRow << manyRows > mostNumbers ? fewRows : manyRows
}
