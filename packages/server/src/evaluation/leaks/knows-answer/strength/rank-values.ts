/** Values by their places among the distinct ones, ascending; -1 is missing. */
export interface RankedValues {
  readonly ranks: Int32Array
  readonly distinct: number
}

/** NaN is missing; -0 is 0. */
export function rankValues(values: Float64Array): RankedValues {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) {
    if (distinct > 0 && sorted[i] === sorted[distinct - 1]) continue
    sorted[distinct] = sorted[i] as number // within its length
    distinct += 1
  }
  const known = sorted.subarray(0, distinct)
  return { ranks: Int32Array.from(values, (value) => placeOf(known, value)), distinct }
}

/** How many values have each rank. */
export function countRanks({ ranks, distinct }: RankedValues): Float64Array {
  const counts = new Float64Array(distinct)
  for (const rank of ranks) if (rank >= 0) counts[rank] = (counts[rank] as number) + 1
  return counts
}

function placeOf(known: Float64Array, value: number): number {
  if (Number.isNaN(value)) return -1
  let low = 0
  let high = known.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((known[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
