import { defineMetric, type Finding, type MetricDefinition } from '../define-metric.ts'
import { NO_WEIGHT } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Metric } from '../types.ts'
import { findLackingClass, type RankedTotals, rankTwoClasses } from './ranked-rows.ts'
import { createScoredClasses, type ScoredClasses } from './scored-classes.ts'
import type { TieBlock } from './tie-blocks.ts'

/** What a metric makes of rows that are shown to it from the highest score down. */
export interface RankWalk {
  /** Returns true when it has seen enough. */
  visit(block: TieBlock): boolean
  finish(level: number): Finding
}

type StartWalk = (totals: RankedTotals) => RankWalk

export type RankedMetricDefinition = Omit<
  MetricDefinition<RankedTally>,
  'tally' | 'evaluate' | 'keepsRows' | 'joins'
> & {
  /** Whether it is undefined unless both classes have weight. */
  readonly needsBothClasses: boolean
  /** The rows have weight. */
  readonly startWalk: StartWalk
}

/** Shared by all metrics of order: the rows are kept, sorted once, and walked once. */
interface RankedTally extends ScoredClasses {
  /** Names a walk that will be asked for, so that it goes along with the others. */
  expect(start: StartWalk): void
  totals(): RankedTotals
  walked(start: StartWalk): RankWalk
}

const rankedTally: TallyKind<RankedTally> = {
  key: 'ranked',
  shape: 'two-classes',
  reads: [],
  create: createRankedTally,
}

/** A metric that keeps the score of every row, 8 bytes, 16 with weights. */
export function rankedMetric(definition: RankedMetricDefinition): Metric {
  const { needsBothClasses, startWalk, ...description } = definition
  return defineMetric({
    ...description,
    keepsRows: true,
    tally: rankedTally,
    joins: (tally) => tally.expect(startWalk),
    evaluate(tally, level) {
      const totals = tally.totals()
      if (totals.positives.weight + totals.negatives.weight === 0) return NO_WEIGHT
      const lacking = needsBothClasses ? findLackingClass(totals) : undefined
      return lacking ?? tally.walked(startWalk).finish(level)
    },
  })
}

function createRankedTally(room?: RunRoom): RankedTally {
  const classes = createScoredClasses(room)
  const expected = new Set<StartWalk>()
  let walks = new Map<StartWalk, RankWalk>()
  let known: RankedTotals | undefined
  const forget = () => {
    walks = new Map()
    known = undefined
  }
  const ranked = () => rankTwoClasses(classes.positives(), classes.negatives())
  return {
    ...classes,
    add(rows) {
      forget()
      return classes.add(rows)
    },
    mergeColumns(columns) {
      forget()
      classes.mergeColumns(columns)
    },
    expect: (start) => {
      expected.add(start)
    },
    totals() {
      known ??= ranked()
      return known
    },
    walked(start) {
      expected.add(start)
      if (!walks.has(start)) walks = walkTogether(expected, ranked())
      return walks.get(start) as RankWalk // it was expected
    },
  }
}

function walkTogether(
  starts: ReadonlySet<StartWalk>,
  rows: ReturnType<typeof rankTwoClasses>,
): Map<StartWalk, RankWalk> {
  const walks = new Map([...starts].map((start) => [start, start(rows)]))
  let going = [...walks.values()]
  rows.walk((block) => {
    going = going.filter((walk) => !walk.visit(block))
    return going.length === 0
  })
  return walks
}
