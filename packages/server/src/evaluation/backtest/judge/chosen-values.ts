/**
 * The values of some rows, in the order of the rows; NaN where there are no values. They are not to be
 * changed: those of rows that follow each other stay where they are.
 *
 * @param isAscending whether each row comes after the one before it
 */
export function chosenValues(
  values: Float64Array | undefined,
  rows: Int32Array,
  isAscending: boolean,
): Float64Array {
  if (values === undefined) return new Float64Array(rows.length).fill(Number.NaN)
  const [first = 0] = rows
  const last = rows.at(-1) ?? first
  if (isAscending && last - first === rows.length - 1) return values.subarray(first, last + 1)
  const chosen = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) chosen[i] = values[rows[i] as number] as number // in range
  return chosen
}
