import type { Interval } from '../../intervals/interval.ts'
import { meanInterval } from '../../intervals/mean-interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../../intervals/moments.ts'
import { defineMetric, type Finding, type MetricDefinition } from '../define-metric.ts'
import { fault, NO_WEIGHT } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import { shareInterval } from '../mean-metric.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Fault, Metric, Rows, Tally } from '../types.ts'
import type { GroupSpan } from './merge-groups.ts'
import { createRowStore } from './row-store.ts'
import { type Query, QueryReader } from './tied-items.ts'

export type QueryMetric = Omit<
  MetricDefinition<QueryTally>,
  'tally' | 'evaluate' | 'keepsRows' | 'tasks' | 'needs' | 'undefinedWhen' | 'interval'
> & {
  /** From how many queries its interval holds. */
  readonly from: number
  /** Whether a query mostly has 0 or 1: Wilson's interval instead of Student's. */
  readonly isShare?: boolean
  /** The metric of a query that has a relevant item, in 0..1. */
  readonly ofQuery: (query: Query) => number
}

type OfQuery = QueryMetric['ofQuery']

/** What the queries with a relevant item have by each metric, one after the other. */
type QueryValues = {
  readonly values: ReadonlyMap<OfQuery, readonly number[]>
  readonly weights: readonly number[]
  /** Of all queries. */
  readonly total: number
}
type MutableValues = {
  readonly values: ReadonlyMap<OfQuery, number[]>
  readonly weights: number[]
  total: number
}

/**
 * Keeps groups, scores (negated, so that the highest come first), relevances and weights, and goes
 * through the queries once for all metrics.
 */
interface QueryTally extends Tally {
  expect(ofQuery: OfQuery): void
  collected(ofQuery: OfQuery): QueryValues | Fault
}

const queryTally: TallyKind<QueryTally> = {
  key: 'queries',
  shape: 'single',
  reads: ['groups'],
  create: createQueryTally,
}
const NO_RELEVANT: Fault = {
  reason: 'no-relevant',
  detail: 'No query with weight has an item of a relevance above 0.',
}
const MIXED_WEIGHTS: Fault = {
  reason: 'invalid-weight',
  detail: 'The items of a query have different weights; expected one weight for each query.',
}

/**
 * A mean over queries; those without a relevant item are left out, as no order of them is better
 * than another. The rows are kept, 32 bytes each, and may come in any order.
 */
export function queryMetric({
  ofQuery,
  from,
  isShare = false,
  ...description
}: QueryMetric): Metric {
  const method = isShare ? 'Wilson over queries' : "Student's t over queries"
  return defineMetric({
    ...description,
    tasks: ['ranking'],
    needs: 'value',
    undefinedWhen: 'no query has a relevant item, or a query has items of different weights',
    interval: { kind: 'analytic', method, unit: 'queries', from },
    keepsRows: true,
    tally: queryTally,
    joins: (tally) => tally.expect(ofQuery),
    evaluate(tally, level) {
      const found = tally.collected(ofQuery)
      if ('reason' in found) return found
      const values = found.values.get(ofQuery) ?? []
      if (found.total === 0) return NO_WEIGHT
      if (values.length === 0) return NO_RELEVANT
      return meanOf(values, found.weights, (moments) =>
        isShare ? shareInterval(moments, level) : unitInterval(moments, level),
      )
    },
  })
}

function createQueryTally(room?: RunRoom): QueryTally {
  const store = createRowStore(4, room)
  const asked = new Set<OfQuery>()
  let known: QueryValues | Fault | undefined
  return {
    ...store,
    add(rows) {
      known = undefined
      const bad = findInvalid(rows)
      if (bad !== undefined) return faultOf(rows, bad)
      const [groups = 0] = rows.columns
      // 0 - score is 0 for both zeros.
      const negated = new Float64Array(rows.count)
      for (let row = 0; row < rows.count; row++)
        negated[row] = 0 - (rows.predictions[row] as number) // in range
      store.push([groups, negated, rows.labels, rows.weights ?? 1], rows.count)
      return undefined
    },
    mergeColumns(columns) {
      known = undefined
      store.merge(columns)
    },
    expect: (ofQuery) => {
      asked.add(ofQuery)
    },
    collected(ofQuery) {
      const isKnown = known !== undefined && ('reason' in known || known.values.has(ofQuery))
      asked.add(ofQuery)
      if (known === undefined || !isKnown) known = collect(store.groups(), asked)
      return known
    },
  }
}

/** The first row with a relevance, a score or a group that is none. */
function findInvalid({ labels, predictions, columns, count }: Rows): number | undefined {
  const [groups = labels] = columns
  for (let row = 0; row < count; row++) {
    const relevance = labels[row] as number // the row is in range
    const score = predictions[row] as number
    const group = groups[row] as number
    const valid = relevance >= 0 && relevance < Number.POSITIVE_INFINITY
    if (!valid || Number.isNaN(score) || Number.isNaN(group)) return row
  }
  return undefined
}

function faultOf({ labels, predictions, columns }: Rows, row: number): Fault {
  const relevance = labels[row] as number // the row is in range
  if (!(relevance >= 0 && relevance < Number.POSITIVE_INFINITY)) {
    return fault('invalid-label', 'relevance', relevance, 'a finite number of at least 0')
  }
  const score = predictions[row] as number
  if (Number.isNaN(score)) {
    return fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
  }
  return fault('invalid-column', 'group', columns[0]?.[row] as number, 'a number')
}

function collect(spans: Iterable<GroupSpan>, asked: ReadonlySet<OfQuery>): QueryValues | Fault {
  const found: MutableValues = {
    values: new Map([...asked].map((ofQuery) => [ofQuery, []])),
    weights: [],
    total: 0,
  }
  const query = new QueryReader()
  for (const span of spans) {
    const fault = addQueries(found, span, query)
    if (fault !== undefined) return fault
  }
  return found
}

function addQueries(
  found: MutableValues,
  { columns: [groups, scores, relevances, weights], ...span }: GroupSpan,
  query: QueryReader,
): Fault | undefined {
  if (!groups || !scores || !relevances || !weights) return undefined
  for (let from = span.from; from < span.end; ) {
    const weight = weights[from] as number // from is in range
    let end = from
    for (; end < span.end && groups[end] === groups[from]; end++) {
      if (weights[end] !== weight) return MIXED_WEIGHTS
    }
    found.total += weight
    if (weight > 0 && query.read(scores, relevances, from, end)) {
      for (const [ofQuery, values] of found.values) values.push(ofQuery(query))
      found.weights.push(weight)
    }
    from = end
  }
  return undefined
}

function meanOf(
  values: readonly number[],
  weights: readonly number[],
  toInterval: (moments: MomentsState) => Interval | undefined,
): Finding {
  const moments = createMoments()
  const plain = weights.every((weight) => weight === 1)
  moments.add(
    Float64Array.from(values),
    values.length,
    plain ? undefined : Float64Array.from(weights),
  )
  const state = moments.state()
  const { mean, effectiveN } = summarizeMoments(state)
  return { value: mean, support: effectiveN, interval: toInterval(state) }
}

/** Student's t interval of a mean within 0..1; none for equal numbers. */
function unitInterval(moments: MomentsState, level: number): Interval | undefined {
  const found = meanInterval(moments, level)
  if (found === undefined || found.low === found.high) return undefined
  return { ...found, low: Math.max(0, found.low), high: Math.min(1, found.high) }
}
