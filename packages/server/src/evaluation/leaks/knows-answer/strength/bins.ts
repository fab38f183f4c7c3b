import { countRanks, type RankedValues } from './rank-values.ts'

/** Rows by the bins of their values; those that are missing are in a bin of their own, the last one. */
export interface Bins {
  readonly of: Int32Array
  readonly count: number
}

/** Every level is a bin. */
export function binsOfLevels({ ranks, distinct }: RankedValues): Bins {
  return { of: ranks.map((rank) => (rank < 0 ? distinct : rank)), count: distinct + 1 }
}

/** At most so many bins of about equally many rows; equal values are in one bin. */
export function binsOfNumbers(values: RankedValues, most: number): Bins {
  const counts = countRanks(values)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const binOfRank = new Int32Array(values.distinct)
  let before = 0
  let bin = -1
  let part = -1
  for (let rank = 0; rank < values.distinct; rank++) {
    const next = Math.floor((before * most) / total)
    if (next !== part) {
      part = next
      bin += 1
    }
    binOfRank[rank] = bin
    before += counts[rank] as number // one for each rank
  }
  const count = bin + 2
  return {
    of: values.ranks.map((rank) => (rank < 0 ? count - 1 : (binOfRank[rank] as number))),
    count,
  }
}
