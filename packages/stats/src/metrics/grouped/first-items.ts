import type { Metric } from '../types.ts'
import { type Query, queryMetric, walkTies } from './query-metric.ts'

const TIES = 'Items with equal scores count as if in random order.'
const shown = (k: number) => (k === Number.POSITIVE_INFINITY ? '' : ` at ${k}`)

/**
 * Mean average precision of the first k items: of each query, the mean precision at its relevant
 * items. Ties are the expectation over their orders (F. McSherry and M. Najork, ECIR 2008).
 */
export function meanAveragePrecision(k: number, name = `map:${k}`): Metric {
  return queryMetric({
    name,
    title: `Mean average precision${shown(k)}`,
    direction: 'higher',
    definition: `Mean over queries of the precision at each relevant item. ${TIES}`,
    formula: 'sum_i [rel_i > 0] precision at i / min(k, relevant items), i = 1..k',
    range: '0 to 1',
    from: 100,
    ofQuery: (query) => averagePrecisionOf(query, k),
  })
}

/** Mean reciprocal rank of the first relevant item, 0 if it comes after k. */
export function meanReciprocalRank(k: number, name = `mrr:${k}`): Metric {
  return queryMetric({
    name,
    title: `Mean reciprocal rank${shown(k)}`,
    direction: 'higher',
    definition: `Mean over queries of 1 / position of the first relevant item. ${TIES}`,
    formula: '1 / min(i with rel_i > 0), 0 beyond k',
    range: '0 to 1',
    from: 100,
    ofQuery: (query) => reciprocalRankOf(query, k),
  })
}

/** Share of queries with a relevant item among the first k. */
export function hitRate(k: number, name = `hit-rate:${k}`): Metric {
  return queryMetric({
    name,
    title: `Hit rate${shown(k)}`,
    direction: 'higher',
    definition: `Share of queries with a relevant item among the first. ${TIES}`,
    formula: '[some rel_i > 0], i = 1..k',
    range: '0 to 1',
    from: 200,
    isShare: true,
    ofQuery: (query) => hitOf(query, k),
  })
}

function averagePrecisionOf(query: Query, k: number): number {
  let found = 0
  let sum = 0
  walkTies(query, (before, items, relevant) => {
    const last = Math.min(items, k - before)
    for (let j = 1; j <= last && relevant > 0; j++) {
      // The j-th of a tie is relevant with this chance, and then so many before it in the tie are.
      const others = items > 1 ? ((j - 1) * (relevant - 1)) / (items - 1) : 0
      sum += ((relevant / items) * (found + 1 + others)) / (before + j)
    }
    found += relevant
  })
  return sum / Math.min(k, found)
}

function reciprocalRankOf(query: Query, k: number): number {
  let value = 0
  let isFound = false
  walkTies(query, (before, items, relevant) => {
    if (isFound || relevant === 0) return
    isFound = true
    let chance = relevant / items
    for (let j = 1; j <= items - relevant + 1 && before + j <= k; j++) {
      value += chance / (before + j)
      chance *= (items - j - relevant + 1) / (items - j)
    }
  })
  return value
}

function hitOf(query: Query, k: number): number {
  let missed = 1
  walkTies(query, (before, items, relevant) => {
    const taken = Math.min(items, k - before)
    for (let i = 0; i < taken; i++) missed *= Math.max(0, items - relevant - i) / (items - i)
  })
  return 1 - missed
}
