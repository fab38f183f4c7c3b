/**
 * The first index in [start, end) of an ascending list at which a number is not below `x`, else
 * `end`; also `end` for NaN.
 */
export function lowerBound(list: Float64Array, start: number, end: number, x: number): number {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] as number) >= x) high = middle
    else low = middle + 1
  }
  return low
}

/** As {@link lowerBound}, but the first index at which a number is above `x`. */
export function upperBound(list: Float64Array, start: number, end: number, x: number): number {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] as number) > x) high = middle
    else low = middle + 1
  }
  return low
}
