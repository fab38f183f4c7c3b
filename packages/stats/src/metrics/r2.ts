import { DEFAULT_LEVEL, requireLevel } from '../intervals/interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../intervals/moments.ts'
import { findValueFault, NO_ROWS, NO_WEIGHT, OVERFLOW, undefinedEstimate } from './faults.ts'
import { findWeightFault, type Rows, readRows, requireSameMetric } from './rows.ts'
import type { Accumulator, Estimate, Fault, Metric } from './types.ts'

/**
 * Coefficient of determination, 1 - sum of squared errors / sum of squares about the labels' mean.
 *
 * Negative for predictions worse than that mean. No interval: its usual ones assume a fitted
 * linear model. Undefined when all labels are equal.
 */
export const r2: Metric = {
  name: 'r2',
  title: 'R squared',
  tasks: ['regression'],
  direction: 'higher',
  needs: 'value',
  create: createR2,
}

const CHUNK = 4096
const CONSTANT: Fault = {
  reason: 'constant-label',
  detail: 'All labels are equal, so there is no variation to explain.',
}
function createR2(): Accumulator {
  const labels = createMoments()
  const errors = createMoments()
  const chunk = new Float64Array(CHUNK)
  let n = 0
  let found: Fault | undefined
  return {
    add(batch) {
      const rows = readRows(batch, 'single')
      n += rows.count
      found ??= findWeightFault(rows) ?? findFault(rows)
      for (let at = 0; at < rows.count && found === undefined; at += CHUNK) {
        const count = Math.min(CHUNK, rows.count - at)
        const weights = rows.weights?.subarray(at, at + count)
        labels.add(rows.labels.subarray(at, at + count), count, weights)
        fillErrors(chunk, rows, at, count)
        errors.add(chunk, count, weights)
      }
    },
    merge(state) {
      requireSameMetric('r2', state)
      n += state.n
      found ??= state.fault
      const [labelSums, errorSums, counted] = state.columns
      if (labelSums !== undefined) labels.merge({ n: counted?.[0] ?? 0, sums: labelSums })
      if (errorSums !== undefined) errors.merge({ n: counted?.[0] ?? 0, sums: errorSums })
    },
    state() {
      const { n: counted, sums } = labels.state()
      const columns = [sums, errors.state().sums, Float64Array.of(counted)]
      return { metric: 'r2', n, fault: found, columns }
    },
    result(level = DEFAULT_LEVEL) {
      requireLevel(level)
      if (n === 0) return undefinedEstimate(n, NO_ROWS)
      if (found !== undefined) return undefinedEstimate(n, found)
      return estimate(labels.state(), errors.state(), n)
    },
  }
}

function findFault({ labels, predictions, count }: Rows): Fault | undefined {
  for (let i = 0; i < count; i++) {
    const found = findValueFault(labels[i] as number, predictions[i] as number) // in range
    if (found !== undefined) return found
  }
  return undefined
}

function fillErrors(chunk: Float64Array, rows: Rows, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const difference = (rows.predictions[from + i] as number) - (rows.labels[from + i] as number)
    chunk[i] = difference * difference // rows and chunk hold at least count from here
  }
}

function estimate(labels: MomentsState, errors: MomentsState, n: number): Estimate {
  const spread = summarizeMoments(labels)
  if (spread.totalWeight === 0) return undefinedEstimate(n, NO_WEIGHT)
  // The variance has the divisor n - 1: bring it back to the mean square about the mean.
  const variance = n > 1 ? (spread.variance * (n - 1)) / n : 0
  if (variance === 0) return undefinedEstimate(n, CONSTANT)
  const value = 1 - summarizeMoments(errors).mean / variance
  return Number.isFinite(value) ? { kind: 'value', value, n } : undefinedEstimate(n, OVERFLOW)
}
