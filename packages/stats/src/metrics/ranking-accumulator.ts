import { DEFAULT_LEVEL, requireLevel } from '../intervals/interval.ts'
import { NO_ROWS, undefinedEstimate } from './faults.ts'
import { findWeightFault, readRows, requireSameMetric } from './rows.ts'
import { createScoredClasses, type SortedScores } from './scored-classes.ts'
import type { Accumulator, Estimate, Fault } from './types.ts'

/** A metric of the order of two classes' scores; both classes have weight when it is asked. */
export type Ranking = {
  readonly metric: string
  readonly estimate: (positives: SortedScores, negatives: SortedScores, level: number) => Estimate
}

/** An accumulator for a `Ranking`; it keeps the score of every row. */
export function createRankingAccumulator({ metric, estimate }: Ranking): Accumulator {
  const classes = createScoredClasses()
  let n = 0
  let found: Fault | undefined
  return {
    add(batch) {
      const rows = readRows(batch, 'two-classes')
      n += rows.count
      found ??= findWeightFault(rows) ?? classes.add(rows)
    },
    merge(state) {
      requireSameMetric(metric, state)
      n += state.n
      found ??= state.fault
      classes.mergeColumns(state.columns)
    },
    state: () => ({ metric, n, fault: found, columns: classes.columns() }),
    result(level = DEFAULT_LEVEL) {
      requireLevel(level)
      if (found !== undefined) return undefinedEstimate(n, found)
      if (n === 0) return undefinedEstimate(n, NO_ROWS)
      const positives = classes.positives()
      const negatives = classes.negatives()
      const oneClass = findLackingClass(positives, negatives)
      if (oneClass !== undefined) return undefinedEstimate(n, oneClass)
      return estimate(positives, negatives, level)
    },
  }
}

function findLackingClass(positives: SortedScores, negatives: SortedScores): Fault | undefined {
  for (const [label, lacking, present] of [
    [1, positives, negatives],
    [0, negatives, positives],
  ] as const) {
    if (hasWeight(lacking)) continue
    const detail = `No row with weight has the label ${label}; ${present.scores.length} rows have the other.`
    return { reason: 'one-class', detail }
  }
  return undefined
}

function hasWeight({ scores, weights }: SortedScores): boolean {
  return weights === undefined ? scores.length > 0 : weights.some((w) => w > 0)
}
