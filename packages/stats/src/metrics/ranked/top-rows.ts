import { deltaInterval } from '../../intervals/delta.ts'
import { wilson } from '../../intervals/wilson.ts'
import type { Finding } from '../define-metric.ts'
import type { Fault, Metric } from '../types.ts'
import { type RankWalk, rankedMetric } from './ranked-metric.ts'
import type { RankedTotals } from './ranked-rows.ts'

/**
 * How much more often class 1 comes among the share of rows with the highest scores than among all.
 * Where the cut goes through rows with equal scores, they count by the share of them that is taken.
 */
export function lift(share: number, name = `lift:${share}`): Metric {
  return rankedMetric({
    name,
    title: `Lift at ${share}`,
    tasks: ['binary', 'anomaly'],
    direction: 'higher',
    needs: 'probability',
    definition:
      `Share of class 1 among the ${share} of rows with the highest scores, over its share among all; ` +
      'rows with equal scores at the cut count by the share of them that is taken.',
    formula: '(w of class 1 in the top / w of the top) / (w of class 1 / w)',
    range: `0 to ${1 / share}; 1 by chance`,
    undefinedWhen: 'a class has no row with weight',
    interval: {
      kind: 'analytic',
      method: 'delta method on the log scale, given the scores',
      unit: 'rows of the rarer class',
      from: 200,
    },
    needsBothClasses: true,
    startWalk(totals) {
      const { visit, top } = takeTop(share * (totals.positives.weight + totals.negatives.weight))
      return { visit, finish: (level) => liftOf(totals, top(), level) }
    },
  })
}

/**
 * Share of class 1 among the k rows with the highest scores (weights: the first of total weight k);
 * Wilson's interval on them, given the scores.
 */
export function precisionAt(k: number, name = `precision-at:${k}`): Metric {
  return rankedMetric({
    name,
    title: `Precision at ${k}`,
    tasks: ['binary', 'anomaly'],
    direction: 'higher',
    needs: 'probability',
    definition:
      `Share of class 1 among the ${k} rows with the highest scores (with weights: of the weight ${k}); ` +
      'rows with equal scores at the cut count by the share of them that is taken.',
    formula: 'w of class 1 in the top / k',
    range: '0 to 1',
    undefinedWhen: `there are fewer than ${k} rows`,
    interval: {
      kind: 'analytic',
      method: 'Wilson, given the scores',
      unit: 'rows taken',
      from: 100,
    },
    needsBothClasses: false,
    startWalk({ positives, negatives }) {
      const total = positives.weight + negatives.weight
      const { visit, top } = takeTop(k)
      return { visit, finish: (level) => (total < k ? tooFew(k, total) : shareOf(top(), level)) }
    },
  })
}

type Top = {
  /** Weight of class 1 in the top, and of all its rows. */
  readonly hits: number
  readonly taken: number
  readonly squares: number
}

/** Takes rows until they have this weight. */
function takeTop(weight: number): Pick<RankWalk, 'visit'> & { readonly top: () => Top } {
  let hits = 0
  let taken = 0
  let squares = 0
  return {
    visit({ count, positives, negatives, positiveSquares, negativeSquares }) {
      let [found, all, squared] = [hits, taken, squares]
      for (let i = 0; i < count && all < weight; i++) {
        // The columns of a block hold at least `count`.
        const own = (positives[i] as number) + (negatives[i] as number)
        const left = weight - all
        const share = own > left ? left / own : 1
        found += share * (positives[i] as number)
        squared += share * ((positiveSquares[i] as number) + (negativeSquares[i] as number))
        all = share < 1 ? weight : all + own
      }
      hits = found
      taken = all
      squares = squared
      return taken >= weight
    },
    top: () => ({ hits, taken, squares }),
  }
}

function shareOf({ hits, taken, squares }: Top, level: number): Finding {
  const trials = (taken * taken) / squares
  const value = hits / taken
  return { value, support: trials, interval: wilson(value * trials, trials, level) }
}

/** Labels of the top and of the rest are taken for independent draws with their own chances. */
function liftOf({ positives, negatives }: RankedTotals, top: Top, level: number): Finding {
  const total = positives.weight + negatives.weight
  const totalSquares = positives.squares + negatives.squares
  const precision = top.hits / top.taken
  const value = precision / (positives.weight / total)
  const rest = total - top.taken
  const restHits = positives.weight - top.hits
  const restRate = rest > 0 ? restHits / rest : 0
  const slope = top.hits > 0 ? 1 / top.hits - 1 / positives.weight : 0
  const variance =
    slope * slope * top.squares * precision * (1 - precision) +
    ((totalSquares - top.squares) * restRate * (1 - restRate)) / positives.weight / positives.weight
  const interval = deltaInterval(value, value * Math.sqrt(Math.max(0, variance)), 'log', level)
  const smaller = Math.min(
    (positives.weight * positives.weight) / positives.squares,
    (negatives.weight * negatives.weight) / negatives.squares,
  )
  return { value, support: smaller, interval }
}

function tooFew(k: number, total: number): Fault {
  return {
    reason: 'too-few-rows',
    detail: `There are rows of the weight ${total}; the metric looks at the first ${k}.`,
  }
}
