import { createRankingAccumulator } from './ranking-accumulator.ts'
import type { SortedScores } from './scored-classes.ts'
import type { Estimate, Metric } from './types.ts'

/**
 * Average precision: precision at each distinct score, weighted by the recall gained there, without
 * interpolation (as scikit-learn's average_precision_score). Undefined with one class. No interval.
 * Keeps 8 bytes a row, 16 with weights.
 */
export const averagePrecision: Metric = {
  name: 'average-precision',
  title: 'Average precision',
  tasks: ['binary'],
  direction: 'higher',
  needs: 'probability',
  create: () => createRankingAccumulator({ metric: 'average-precision', estimate }),
}

function estimate(positives: SortedScores, negatives: SortedScores): Estimate {
  const n = positives.scores.length + negatives.scores.length
  const hits = createDescent(positives)
  const misses = createDescent(negatives)
  let sum = 0
  let lost = 0
  for (;;) {
    const score = Math.max(hits.next(), misses.next())
    if (hits.done()) break
    const before = hits.weight()
    hits.take(score)
    misses.take(score)
    const gained = hits.weight() - before
    if (gained === 0) continue
    const term = (gained * hits.weight()) / (hits.weight() + misses.weight())
    const next = sum + term
    lost += sum >= term ? sum - next + term : term - next + sum
    sum = next
  }
  return { kind: 'value', value: (sum + lost) / hits.weight(), n }
}

/** Walks sorted scores from the top and sums the weight taken. */
function createDescent({ scores, weights }: SortedScores) {
  let at = scores.length - 1
  let taken = 0
  return {
    done: () => at < 0,
    next: () => scores[at] ?? Number.NEGATIVE_INFINITY,
    weight: () => taken,
    take(score: number): void {
      for (; at >= 0 && scores[at] === score; at--) taken += weights?.[at] ?? 1
    },
  }
}
