import { deltaInterval } from '../intervals/delta.ts'
import type { Interval } from '../intervals/interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../intervals/moments.ts'
import { defineMetric, type Finding } from './define-metric.ts'
import { findValueFault, NO_WEIGHT, OVERFLOW } from './faults.ts'
import { createFourthMoments, type FourthMoments } from './fourth-moments.ts'
import type { TallyKind } from './gathering.ts'
import type { Fault, Rows, Tally } from './types.ts'

interface R2Tally extends Tally {
  labels(): MomentsState
  errors(): MomentsState
  readonly fourth: FourthMoments
}

const CHUNK = 1024
const CONSTANT: Fault = {
  reason: 'constant-label',
  detail: 'All labels are equal, so there is no variation to explain.',
}
const r2Tally: TallyKind<R2Tally> = {
  key: 'r2',
  shape: 'single',
  reads: [],
  create: createR2Tally,
}

/**
 * Coefficient of determination, 1 - sum of squared errors / sum of squares about the labels' mean.
 *
 * Negative for predictions worse than that mean. Undefined when all labels are equal. Interval: the
 * delta method for the ratio of both, on the log scale, with labels and predictions both random.
 */
export const r2 = defineMetric({
  name: 'r2',
  title: 'R squared',
  tasks: ['regression'],
  direction: 'higher',
  needs: 'value',
  definition:
    "Share of the labels' variance that the predictions explain; negative when they add to it.",
  formula: '1 - sum w (y - p)^2 / sum w (y - mean y)^2',
  range: 'up to 1',
  undefinedWhen: 'all labels are equal, or no row has weight',
  interval: {
    kind: 'analytic',
    method: 'delta method on the log of 1 - R squared',
    unit: 'rows',
    from: 1000,
  },
  keepsRows: false,
  tally: r2Tally,
  evaluate: (tally, level, n) => evaluate(tally, level, n),
})

function createR2Tally(): R2Tally {
  const labels = createMoments()
  const errors = createMoments()
  const fourth = createFourthMoments()
  const differences = new Float64Array(CHUNK)
  const squares = new Float64Array(CHUNK)
  return {
    labels: labels.state,
    errors: errors.state,
    fourth,
    add(rows) {
      for (let at = 0; at < rows.count; at += CHUNK) {
        const count = Math.min(CHUNK, rows.count - at)
        const weights = rows.weights?.subarray(at, at + count)
        const found = fillErrors(differences, squares, rows, at, count)
        if (found !== undefined) return found
        const part = rows.labels.subarray(at, at + count)
        labels.add(part, count, weights)
        errors.add(squares, count, weights)
        fourth.add(part, differences, count, weights)
      }
      return undefined
    },
    mergeColumns([labelSums, errorSums, counted, fourthSums]) {
      const n = counted?.[0] ?? 0
      if (labelSums !== undefined) labels.merge({ n, sums: labelSums })
      if (errorSums !== undefined) errors.merge({ n, sums: errorSums })
      if (fourthSums !== undefined) fourth.merge(fourthSums)
    },
    columns() {
      const { n, sums } = labels.state()
      return [sums, errors.state().sums, Float64Array.of(n), fourth.sums()]
    },
  }
}

function fillErrors(
  differences: Float64Array,
  squares: Float64Array,
  { labels, predictions }: Rows,
  from: number,
  count: number,
): Fault | undefined {
  for (let i = 0; i < count; i++) {
    const label = labels[from + i] as number // the rows are in range
    const prediction = predictions[from + i] as number
    const difference = prediction - label
    if (difference - difference !== 0) return findValueFault(label, prediction) ?? OVERFLOW
    differences[i] = difference
    squares[i] = difference * difference
  }
  return undefined
}

function evaluate(tally: R2Tally, level: number, n: number): Finding {
  const spread = summarizeMoments(tally.labels())
  if (spread.totalWeight === 0) return NO_WEIGHT
  // The variance has the divisor n - 1: bring it back to the mean square about the mean.
  const variance = n > 1 ? (spread.variance * (n - 1)) / n : 0
  if (variance === 0) return CONSTANT
  const unexplained = summarizeMoments(tally.errors()).mean / variance
  const value = 1 - unexplained
  if (!Number.isFinite(value)) return OVERFLOW
  const influence = tally.fourth.squaredInfluence(tally.labels(), unexplained)
  const error = Math.sqrt((influence * n) / (n - 1)) / variance / spread.totalWeight
  const ofRest = deltaInterval(unexplained, error, 'log', level)
  return { value, support: spread.effectiveN, interval: ofRest && turned(ofRest) }
}

/** The interval of 1 - x from that of x. */
function turned({ low, high, ...rest }: Interval): Interval {
  return { ...rest, low: 1 - high, high: 1 - low }
}
