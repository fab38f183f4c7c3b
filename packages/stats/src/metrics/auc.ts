import type { Interval } from '../intervals/interval.ts'
import { createMoments, summarizeMoments } from '../intervals/moments.ts'
import { normalQuantile } from '../intervals/normal.ts'
import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'
import { createRankingAccumulator } from './ranking-accumulator.ts'
import type { SortedScores } from './scored-classes.ts'
import type { Estimate, Metric } from './types.ts'

/**
 * Area under the ROC curve: the chance that a row of class 1 scores higher than one of class 0,
 * ties counting half; exact, on any score. Undefined with one class.
 *
 * Interval: the variance of E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), on
 * the logit scale, which keeps it inside 0..1; none where that variance is 0 (perfect separation)
 * or a class has a single row. Keeps 8 bytes a row, 16 with weights.
 */
export const auc: Metric = {
  name: 'auc',
  title: 'AUC',
  tasks: ['binary'],
  direction: 'higher',
  needs: 'probability',
  create: () => createRankingAccumulator({ metric: 'auc', estimate }),
}

function estimate(positives: SortedScores, negatives: SortedScores, level: number): Estimate {
  const n = positives.scores.length + negatives.scores.length
  const ofPositives = summarize(positives, negatives)
  const ofNegatives = summarize(negatives, positives)
  const value = ofPositives.mean
  const a = ofPositives.standardError
  const b = ofNegatives.standardError
  const interval = logitInterval(value, Math.sqrt(a * a + b * b), level)
  return interval === undefined
    ? { kind: 'value', value, n }
    : { kind: 'value', value, interval, n }
}

function summarize(own: SortedScores, other: SortedScores) {
  const moments = createMoments()
  moments.add(sharesBelow(own.scores, other), own.scores.length, own.weights)
  return summarizeMoments(moments.state())
}

/** For each of the sorted scores, the share of the other class below it, ties counting half. */
function sharesBelow(scores: Float64Array, other: SortedScores): Float64Array {
  const shares = new Float64Array(scores.length)
  const total = createRunningWeight(other)
  const below = createRunningWeight(other)
  const upTo = createRunningWeight(other)
  const all = total.advanceTo(other.scores.length)
  let first = 0
  let end = 0
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number // all indices below are guarded by the lengths
    while (first < other.scores.length && (other.scores[first] as number) < score) first++
    if (end < first) end = first
    while (end < other.scores.length && (other.scores[end] as number) === score) end++
    shares[i] = (below.advanceTo(first) + upTo.advanceTo(end)) / (2 * all)
  }
  return shares
}

/** Weight of the first rows; it only moves forward, its sum compensated (Neumaier). */
function createRunningWeight({ weights }: SortedScores) {
  let at = 0
  let sum = 0
  let lost = 0
  return {
    advanceTo(end: number): number {
      if (weights === undefined) return end
      for (; at < end; at++) {
        const weight = weights[at] as number // end does not exceed the length
        const next = sum + weight
        lost += sum >= weight ? sum - next + weight : weight - next + sum
        sum = next
      }
      return sum + lost
    },
  }
}

function logitInterval(value: number, standardError: number, level: number): Interval | undefined {
  if (!(standardError > 0 && value > 0 && value < 1)) return undefined
  const z = -normalQuantile((1 - level) / 2)
  const centre = log(value / (1 - value))
  const half = (z * standardError) / (value * (1 - value))
  return {
    low: 1 / (1 + exp(half - centre)),
    high: 1 / (1 + exp(-half - centre)),
    level,
    method: 'delong-logit',
  }
}
