import { exp, lgamma, log, log1p, type Random, wilson } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { coverageOf, fourSigma } from './coverage-of.ts'

function successes(random: Random, trials: number, share: number): number {
  let count = 0
  for (let i = 0; i < trials; i++) if (random.nextFloat() < share) count += 1
  return count
}

/** The exact share of samples whose Wilson interval holds the truth. */
function exactCoverage(trials: number, share: number): number {
  let covered = 0
  for (let k = 0; k <= trials; k++) {
    const { low, high } = wilson(k, trials)
    if (low > share || share > high) continue
    const ways = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
    covered += exp(ways + k * log(share) + (trials - k) * log1p(-share))
  }
  return covered
}

test.each([
  [10, 0.3],
  [50, 0.02],
  [50, 0.5],
  [500, 0.1],
  [2000, 0.97],
])(
  'of %i trials with a share of %f, Wilson covers as often as can be computed',
  (trials, share) => {
    const expected = exactCoverage(trials, share)
    const draw = (random: Random) => wilson(successes(random, trials, share), trials)
    expect(Math.abs(coverageOf(trials, share, draw).share - expected)).toBeLessThan(
      fourSigma(expected),
    )
  },
)

test.each([10, 20, 50, 100, 500])(
  'over all shares, Wilson of %i trials covers 95 %% in the mean, and nowhere much less',
  (trials) => {
    const shares = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000)
    const coverages = shares.map((share) => exactCoverage(trials, share))
    const mean = coverages.reduce((sum, one) => sum + one, 0) / coverages.length
    expect(Math.abs(mean - 0.95)).toBeLessThan(0.01)
    expect(Math.min(...coverages)).toBeGreaterThan(0.82)
  },
)
