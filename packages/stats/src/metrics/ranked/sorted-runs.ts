import { undefinedEstimate } from '../faults.ts'
import { findWeightFault, readRows } from '../rows.ts'
import type { Estimate, Fault, LabelledBatch } from '../types.ts'
import type { RankedMetric } from './ranked-metric.ts'
import { type ClassTotal, createClassTotal, type RankedRows } from './ranked-rows.ts'
import type { SortedScores } from './score-list.ts'
import { createScoredClasses } from './scored-classes.ts'
import { type SortedRun, walkMerged } from './walk-merged.ts'

/** Sorts rows into runs of bounded length. */
export interface RunBuilder {
  /** @throws RangeError when the arrays are shorter than the count */
  add(batch: LabelledBatch): void
  /** Emits what is left and says what was seen. */
  finish(): RunTotals
}

export type RunTotals = {
  readonly n: number
  readonly fault: Fault | undefined
  readonly positives: ClassTotal
  readonly negatives: ClassTotal
}

/**
 * Keeps at most `capacity` rows in memory: each time they are full, `emit` gets the sorted rows of
 * class 1 and of class 0, of which one may be empty, and keeps them elsewhere.
 *
 * @throws RangeError unless the capacity is a whole number of at least 1
 */
export function createRunBuilder({
  capacity,
  emit,
}: {
  readonly capacity: number
  readonly emit: (label: 0 | 1, run: SortedScores) => void
}): RunBuilder {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError(`The capacity is ${capacity} rows; give a whole number of at least 1.`)
  }
  const positives = createClassTotal()
  const negatives = createClassTotal()
  let classes = createScoredClasses()
  let held = 0
  let n = 0
  let found: Fault | undefined
  const flush = () => {
    for (const [label, total, { scores, weights }] of [
      [1, positives, classes.positives()],
      [0, negatives, classes.negatives()],
    ] as const) {
      total.add(scores.length, weights)
      if (scores.length > 0)
        emit(label, { scores: scores.toReversed(), weights: weights?.toReversed() })
    }
    classes = createScoredClasses()
    held = 0
  }
  return {
    add(batch) {
      const rows = readRows(batch, 'two-classes')
      n += rows.count
      found ??= findWeightFault(rows)
      for (let from = 0; from < rows.count && found === undefined; ) {
        const until = Math.min(rows.count, from + capacity - held)
        found = classes.add({
          ...rows,
          labels: rows.labels.subarray(from, until),
          predictions: rows.predictions.subarray(from, until),
          weights: rows.weights?.subarray(from, until),
          count: until - from,
        })
        held += until - from
        from = until
        if (held === capacity) flush()
      }
    },
    finish() {
      if (held > 0) flush()
      return { n, fault: found, positives: positives.total(), negatives: negatives.total() }
    },
  }
}

/**
 * The rows of sorted runs as one order, merged as they are read; each walk reads every run anew.
 * The metrics of it have the bits that they would have with all rows in memory.
 */
export function rankRuns(
  totals: RunTotals,
  runs: { readonly positives: readonly SortedRun[]; readonly negatives: readonly SortedRun[] },
): RankedRows {
  const rows: Pick<RankedRows, 'positives' | 'negatives' | 'walk'> = {
    positives: totals.positives,
    negatives: totals.negatives,
    walk: (visit) => walkMerged(runs.positives, runs.negatives, visit),
  }
  return {
    ...rows,
    get range() {
      let high = Number.NaN
      let low = Number.NaN
      rows.walk(({ scores, count }) => {
        if (Number.isNaN(high)) high = scores[0] as number // a block has a group
        low = scores[count - 1] as number
        return false
      })
      return [high, low] as const
    },
  }
}

/** The metric of rows that were sorted elsewhere. */
export function estimateRanked(
  metric: RankedMetric,
  totals: RunTotals,
  rows: RankedRows,
  level = 0.95,
): Estimate {
  const { n, fault } = totals
  if (fault !== undefined) return undefinedEstimate(n, fault)
  const found = metric.ofRanked(rows, level)
  if ('reason' in found) return undefinedEstimate(n, found)
  const { value, support, interval } = found
  return interval === undefined
    ? { kind: 'value', value, n, support }
    : { kind: 'value', value, interval, n, support }
}
