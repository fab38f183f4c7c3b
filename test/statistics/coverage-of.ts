import { createRandom, type Interval, type Random } from '@ratchet-ml/stats'

/** Repeats of each simulation: the share of covered ones is then known to 0.2 % (one sigma). */
export const repeats = 10_000

/**
 * The share of repeats in which an interval holds the truth. Each repeat has a seed of its own, so
 * that a surprising one can be looked at.
 */
export function coverageOf(
  seed: number,
  truth: number,
  draw: (random: Random) => Interval | undefined,
  times = repeats,
): { readonly share: number; readonly undefinedShare: number } {
  let covered = 0
  let lacking = 0
  for (let i = 0; i < times; i++) {
    const interval = draw(createRandom(seed * 2 ** 31 + i))
    if (interval === undefined) lacking += 1
    else if (interval.low <= truth && truth <= interval.high) covered += 1
  }
  return { share: covered / Math.max(1, times - lacking), undefinedShare: lacking / times }
}

/** Four standard errors of a share that many repeats estimate: chance alone passes it once in 16,000. */
export function fourSigma(share: number, times = repeats): number {
  return 4 * Math.sqrt((share * (1 - share)) / times)
}
