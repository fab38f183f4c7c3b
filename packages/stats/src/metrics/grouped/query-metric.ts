import type { Interval } from '../../intervals/interval.ts'
import { meanInterval } from '../../intervals/mean-interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../../intervals/moments.ts'
import { defineMetric, type Finding, type MetricDefinition } from '../define-metric.ts'
import { fault, NO_WEIGHT } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import { shareInterval } from '../mean-metric.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Fault, Metric, Rows, Tally } from '../types.ts'
import { createRowStore } from './row-store.ts'
import type { Columns } from './sort-rows.ts'

/** Items of one query from the highest score down: a span of three columns. */
export type Query = {
  readonly scores: Float64Array
  readonly relevances: Float64Array
  readonly from: number
  readonly end: number
}

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
      for (let row = 0; row < rows.count; row++) {
        const found = findFault(rows, row)
        if (found !== undefined) return found
      }
      const [groups = 0] = rows.columns
      // 0 - score is 0 for both zeros.
      const negated = rows.predictions.subarray(0, rows.count).map((score) => 0 - score)
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
      if (known === undefined || !isKnown) known = collect(store.pieces(), asked)
      return known
    },
  }
}

function findFault({ labels, predictions, columns }: Rows, row: number): Fault | undefined {
  const relevance = labels[row] as number // the row is in range
  if (!(relevance >= 0 && relevance < Number.POSITIVE_INFINITY)) {
    return fault('invalid-label', 'relevance', relevance, 'a finite number of at least 0')
  }
  const score = predictions[row] as number
  if (Number.isNaN(score)) {
    return fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
  }
  const group = columns[0]?.[row] as number
  return Number.isNaN(group) ? fault('invalid-column', 'group', group, 'a number') : undefined
}

function collect(pieces: Iterable<Columns>, asked: ReadonlySet<OfQuery>): QueryValues | Fault {
  const found: MutableValues = {
    values: new Map([...asked].map((ofQuery) => [ofQuery, []])),
    weights: [],
    total: 0,
  }
  for (const piece of pieces) {
    const fault = addQueries(found, piece)
    if (fault !== undefined) return fault
  }
  return found
}

function addQueries(
  found: MutableValues,
  [groups, scores, relevances, weights]: Columns,
): Fault | undefined {
  if (!groups || !scores || !relevances || !weights) return undefined
  for (let from = 0; from < groups.length; ) {
    let end = from + 1
    while (end < groups.length && groups[end] === groups[from]) end++
    const weight = weights[from] as number // from is in range
    for (let i = from + 1; i < end; i++) if (weights[i] !== weight) return MIXED_WEIGHTS
    found.total += weight
    if (weight > 0 && hasRelevant(relevances, from, end)) {
      const query = { scores, relevances, from, end }
      for (const [ofQuery, values] of found.values) values.push(ofQuery(query))
      found.weights.push(weight)
    }
    from = end
  }
  return undefined
}

function hasRelevant(relevances: Float64Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if ((relevances[i] as number) > 0) return true // in range
  return false
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

/** Shows the ties of a query: where each begins, counted from 0, how many items, and how many of relevance. */
export function walkTies(
  { scores, relevances, from, end }: Query,
  visit: (before: number, items: number, relevant: number, gain: number) => void,
): void {
  for (let at = from; at < end; ) {
    let next = at
    let relevant = 0
    let gain = 0
    for (; next < end && scores[next] === scores[at]; next++) {
      const relevance = relevances[next] as number // in range
      relevant += Number(relevance > 0)
      gain += relevance
    }
    visit(at - from, next - at, relevant, gain)
    at = next
  }
}
