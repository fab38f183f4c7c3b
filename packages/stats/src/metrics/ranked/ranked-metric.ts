import { defineMetric, type Finding, type MetricDefinition } from '../define-metric.ts'
import { NO_WEIGHT } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import type { Metric } from '../types.ts'
import { findLackingClass, type RankedRows, rankTwoClasses } from './ranked-rows.ts'
import { createScoredClasses, type ScoredClasses } from './scored-classes.ts'

export type RankedMetricDefinition = Omit<
  MetricDefinition<ScoredClasses>,
  'tally' | 'evaluate' | 'keepsRows'
> & {
  /** Whether it is undefined unless both classes have weight. */
  readonly needsBothClasses: boolean
  readonly ofRows: (rows: RankedRows, level: number) => Finding
}

/** A metric of the order of two classes' scores. */
export type RankedMetric = Metric & {
  /** The metric of rows that were sorted elsewhere, such as by `mergeRuns`. */
  ofRanked(rows: RankedRows, level: number): Finding
}

/** Shared by all metrics of order: the rows are kept and sorted once. */
const rankedTally: TallyKind<ScoredClasses> = {
  key: 'ranked',
  shape: 'two-classes',
  reads: [],
  create: createScoredClasses,
}

/** A metric that keeps the score of every row, 8 bytes, 16 with weights. */
export function rankedMetric(definition: RankedMetricDefinition): RankedMetric {
  const { needsBothClasses, ofRows, ...description } = definition
  const ofRanked = (rows: RankedRows, level: number): Finding => {
    if (rows.positives.weight + rows.negatives.weight === 0) return NO_WEIGHT
    return (needsBothClasses ? findLackingClass(rows) : undefined) ?? ofRows(rows, level)
  }
  const metric = defineMetric({
    ...description,
    keepsRows: true,
    tally: rankedTally,
    evaluate: (tally, level) =>
      ofRanked(rankTwoClasses(tally.positives(), tally.negatives()), level),
  })
  return { ...metric, ofRanked }
}
