import type { Metric } from '../types.ts'
import { queryMetric } from './query-metric.ts'
import type { Query } from './tied-items.ts'

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

function averagePrecisionOf({ ties, items, relevant }: Query, k: number): number {
  let found = 0
  let sum = 0
  for (let tie = 0, before = 0; tie < ties; tie++) {
    const own = relevant[tie] as number // there are as many, here and below
    const all = items[tie] as number
    const last = own > 0 ? Math.min(all, k - before) : 0
    for (let j = 1; j <= last; j++) {
      // The j-th of a tie is relevant with this chance, and then so many before it in the tie are.
      const others = all > 1 ? ((j - 1) * (own - 1)) / (all - 1) : 0
      sum += ((own / all) * (found + 1 + others)) / (before + j)
    }
    found += own
    before += all
  }
  return sum / Math.min(k, found)
}

function reciprocalRankOf({ ties, items, relevant }: Query, k: number): number {
  for (let tie = 0, before = 0; tie < ties; tie++) {
    const own = relevant[tie] as number
    const all = items[tie] as number
    if (own > 0) return reciprocalRankIn(before, all, own, k)
    before += all
  }
  return 0
}

/** Of a tie that has the first relevant item. */
function reciprocalRankIn(before: number, items: number, relevant: number, k: number): number {
  let value = 0
  let chance = relevant / items
  for (let j = 1; j <= items - relevant + 1 && before + j <= k; j++) {
    value += chance / (before + j)
    chance *= (items - j - relevant + 1) / (items - j)
  }
  return value
}

function hitOf({ ties, items, relevant }: Query, k: number): number {
  let missed = 1
  for (let tie = 0, before = 0; tie < ties && before < k; tie++) {
    const own = relevant[tie] as number
    const all = items[tie] as number
    const taken = Math.min(all, k - before)
    for (let i = 0; i < taken; i++) missed *= Math.max(0, all - own - i) / (all - i)
    before += all
  }
  return 1 - missed
}
