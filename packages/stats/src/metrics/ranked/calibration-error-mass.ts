import { calibrationInterval } from '../calibration-interval.ts'
import type { Finding } from '../define-metric.ts'
import { fault } from '../faults.ts'
import type { Fault } from '../types.ts'
import { effectiveRows } from './auc.ts'
import { type RankWalk, rankedMetric } from './ranked-metric.ts'
import type { RankedTotals } from './ranked-rows.ts'

const BINS = 10

/**
 * Expected calibration error on ten bins of equal weight: rows are taken from the highest
 * probability down, rows with equal ones together, and a bin is closed once all bins up to it hold
 * their tenths. It is biased upwards in small samples, for which its interval allows.
 */
export const calibrationErrorMass = rankedMetric({
  name: 'calibration-error-mass',
  title: 'Calibration error (equal mass)',
  tasks: ['binary'],
  direction: 'lower',
  needs: 'probability',
  definition:
    'Expected calibration error on ten bins of equal weight, from the highest probability down; ' +
    'equal probabilities share a bin.',
  formula: 'sum_bins (w_b / w) |mean p - share of class 1|',
  range: '0 to 1',
  undefinedWhen: 'a prediction is no probability, or no row has weight',
  interval: {
    kind: 'conservative',
    method: 'bound on what the bins are off by',
    unit: 'rows',
    from: 300,
  },
  needsBothClasses: false,
  startWalk,
})

type Bin = {
  readonly weight: number
  readonly squares: number
  readonly ones: number
  readonly expected: number
}

function startWalk({ positives, negatives }: RankedTotals): RankWalk {
  const total = positives.weight + negatives.weight
  const bins: Bin[] = []
  let bin = emptyBin()
  let passed = 0
  let found: Fault | undefined
  /** What all bins up to the one that is being filled hold when it is full. */
  const due = () => ((bins.length + 1) * total) / BINS
  return {
    visit(block) {
      const { count, scores, positives, negatives, positiveSquares, negativeSquares } = block
      let { weight, squares, ones, expected } = bin
      let until = due()
      let taken = passed
      for (let i = 0; i < count; i++) {
        const score = scores[i] as number // the columns of a block hold at least `count`
        if (!(score >= 0 && score <= 1)) {
          found = fault('invalid-prediction', 'prediction', score, 'a probability in 0..1')
          return true
        }
        const one = positives[i] as number
        const own = one + (negatives[i] as number)
        taken += own
        weight += own
        squares += (positiveSquares[i] as number) + (negativeSquares[i] as number)
        ones += one
        expected += own * score
        if (taken < until) continue
        bins.push({ weight, squares, ones, expected })
        weight = squares = ones = expected = 0
        // A group of equal scores may fill more than one bin.
        while (taken >= due() && bins.length < BINS) bins.push(emptyBin())
        until = due()
      }
      passed = taken
      bin = { weight, squares, ones, expected }
      return false
    },
    finish: (level) => found ?? findingOf([...bins, bin], { positives, negatives }, level),
  }
}

function emptyBin(): Bin {
  return { weight: 0, squares: 0, ones: 0, expected: 0 }
}

function findingOf(
  bins: readonly Bin[],
  { positives, negatives }: RankedTotals,
  level: number,
): Finding {
  const total = positives.weight + negatives.weight
  const value = bins.reduce((sum, { ones, expected }) => sum + Math.abs(expected - ones), 0) / total
  const all = { rows: 0, weight: total, squares: positives.squares + negatives.squares }
  return { value, support: effectiveRows(all), interval: calibrationInterval(value, bins, level) }
}
