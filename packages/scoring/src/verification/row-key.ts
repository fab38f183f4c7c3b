/** A text that is equal for rows with the same bits; all NaN are one. */
export function rowKey(row: Float64Array): string {
  return Array.from(row, (x) => (Object.is(x, -0) ? '-0' : String(x))).join(' ')
}
