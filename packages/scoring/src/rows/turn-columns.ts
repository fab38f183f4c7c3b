/**
 * Writes columns of numbers as rows: the columns stand in one array, each from its place in `starts` on. Four
 * rows at a time, so that both what is read and what is written stays in a cache.
 *
 * @returns whether it is sure that none of the numbers is NaN; it is not where infinities stand together
 */
export function turnColumns(
  numbers: Float64Array | Float32Array,
  starts: Int32Array,
  count: number,
  into: Float64Array,
): boolean {
  const width = starts.length
  const whole = count - (count % 4)
  let nanSums = 0
  for (let row = 0; row < whole; row += 4) {
    let to = row * width
    for (let column = 0; column < width; column++, to++) {
      const at = (starts[column] as number) + row
      const first = numbers[at] as number
      const second = numbers[at + 1] as number
      const third = numbers[at + 2] as number
      const fourth = numbers[at + 3] as number
      into[to] = first
      into[to + width] = second
      into[to + 2 * width] = third
      into[to + 3 * width] = fourth
      nanSums += +Number.isNaN(first + second + third + fourth)
    }
  }
  for (let row = whole; row < count; row++) {
    for (let column = 0; column < width; column++) {
      const value = numbers[(starts[column] as number) + row] as number
      into[row * width + column] = value
      nanSums += +Number.isNaN(value)
    }
  }
  return nanSums === 0
}

/** How many of the numbers from `first` on are NaN. */
export function countNaN(
  numbers: Float64Array | Float32Array,
  first: number,
  count: number,
): number {
  let found = 0
  for (let row = 0; row < count; row++) if (Number.isNaN(numbers[first + row])) found++
  return found
}
