import { log } from '../../math/log.ts'
import type { Metric } from '../types.ts'
import { queryMetric } from './query-metric.ts'
import type { Query } from './tied-items.ts'

/**
 * Normalized discounted cumulative gain of the first k items, linear in relevance, discounted by
 * log2(1 + position), items with equal scores sharing their mean gain (as scikit-learn's ndcg_score;
 * F. McSherry and M. Najork, ECIR 2008).
 */
export function ndcg(k: number, name = `ndcg:${k}`): Metric {
  return queryMetric({
    name,
    title: k === Number.POSITIVE_INFINITY ? 'NDCG' : `NDCG at ${k}`,
    direction: 'higher',
    definition:
      'Mean over queries of the discounted gain of the first items over the best possible; the gain is ' +
      'the relevance itself, and items with equal scores share theirs.',
    formula: 'sum_i rel_i / log2(1 + i) over the same sum in the best order, i = 1..k',
    range: '0 to 1',
    from: 100,
    ofQuery: (query) => ofQuery(query, k),
  })
}

function ofQuery(query: Query, k: number): number {
  const { ties, items, gains } = query
  let gained = 0
  for (let tie = 0, before = 0; tie < ties && before < k; tie++) {
    const all = items[tie] as number // there are as many, as there are gains
    let discount = 0
    const until = Math.min(before + all, k)
    for (let i = before; i < until; i++) discount += discountAt(i)
    gained += ((gains[tie] as number) / all) * discount
    before += all
  }
  return gained / idealOf(query, k)
}

/** Below it the call of the engine's sort costs more than the sorting. */
const FEW = 32
/** Filled anew by each query that is short enough for it. */
const scratch = new Float64Array(FEW)

/** The discounted gain in the best order. */
function idealOf({ relevances, from, end }: Query, k: number): number {
  const count = end - from
  const best = count > FEW ? relevances.slice(from, end).sort() : inOrder(relevances, from, count)
  let ideal = 0
  for (let i = 0; i < Math.min(count, k); i++) {
    ideal += (best[count - 1 - i] as number) * discountAt(i) // in range
  }
  return ideal
}

function inOrder(relevances: Float64Array, from: number, count: number): Float64Array {
  for (let i = 0; i < count; i++) {
    const value = relevances[from + i] as number // in range
    let j = i
    for (; j > 0 && (scratch[j - 1] as number) > value; j--) scratch[j] = scratch[j - 1] as number
    scratch[j] = value
  }
  return scratch
}

const DISCOUNTS = Float64Array.from({ length: 1024 }, (_, i) => Math.LN2 / log(i + 2))

/** 1 / log2(2 + i) for the item at i, counted from 0. */
function discountAt(i: number): number {
  return DISCOUNTS[i] ?? Math.LN2 / log(i + 2)
}
