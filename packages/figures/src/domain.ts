/**
 * A domain that holds all values with a little room at both ends. Of none it is 0 to 1; of equal ones
 * a range of their own size, as one too short for its numbers has no ticks.
 */
export function domainWithRoom(values: Iterable<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [0, 1]
  const size = Math.max(Math.abs(low), Math.abs(high))
  const isFlat = high - low < Math.max(size * 1e-9, 1e-100)
  const room = isFlat ? (size < 1e-100 ? 0.5 : size * 0.1) : (high - low) * 0.06
  return [low - room, high + room]
}
