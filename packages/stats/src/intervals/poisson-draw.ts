/** 2^32 times P(X <= k) for the Poisson distribution of mean 1. */
const UP_TO = poissonThresholds()

/** A draw from the Poisson distribution of mean 1 by inversion of a whole number in 0..2^32 - 1. */
export function poissonOf(uint32: number): number {
  let k = 0
  while (k < UP_TO.length && uint32 >= (UP_TO[k] as number)) k++ // k is in range
  return k
}

function poissonThresholds(): readonly number[] {
  const thresholds: number[] = []
  // 1 / e.
  let chance = 0.36787944117144233
  let sum = 0
  for (let k = 1; k <= 13; k++) {
    sum += chance
    thresholds.push(Math.round(sum * 4294967296))
    chance /= k
  }
  return thresholds
}
