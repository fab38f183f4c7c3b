import { cost } from './confusion/cost.ts'
import { fBeta, fBetaOver } from './confusion/f-beta.ts'
import { fBetaMicro } from './confusion/shares.ts'
import { hitRate, meanAveragePrecision, meanReciprocalRank } from './grouped/first-items.ts'
import { ndcg } from './grouped/ndcg.ts'
import { pinball } from './pinball.ts'
import { lift, precisionAt } from './ranked/top-rows.ts'
import { topK } from './top-k.ts'
import type { Metric } from './types.ts'

/** Metrics that differ by a parameter; the bare name stands for the usual one. */
export type MetricFamily = {
  readonly name: string
  /** What is given after the colon, in words. */
  readonly parameter: string
  readonly usual: string
  /** The metric with this parameter under a name; `undefined` if the parameter is none. */
  create(parameter: string, name: string): Metric | undefined
}

export const metricFamilies: readonly MetricFamily[] = [
  whole('top-k', 'how many classes are looked at', '5', topK),
  positive('f-beta', fBeta),
  positive('f-beta-macro', (beta, name) => fBetaOver('macro', beta, name)),
  positive('f-beta-micro', fBetaMicro),
  positive('f-beta-weighted', (beta, name) => fBetaOver('weighted', beta, name)),
  {
    name: 'cost',
    parameter: 'what each label costs under each prediction, row by row',
    usual: '0,1,1,0',
    create: (parameter, name) => {
      const costs = parameter.split(',').map(numberIn)
      const classes = Math.round(Math.sqrt(costs.length))
      const valid =
        costs.every(Number.isFinite) && classes > 1 && classes * classes === costs.length
      return valid ? cost(costs, name) : undefined
    },
  },
  share('lift', 'the share of rows with the highest scores', '0.1', lift),
  share('pinball', 'the quantile that is predicted', '0.5', pinball),
  whole('ndcg', 'how many items are looked at', '10', ndcg),
  whole('map', 'how many items are looked at', '10', meanAveragePrecision),
  whole('mrr', 'how many items are looked at', '10', meanReciprocalRank),
  whole('hit-rate', 'how many items are looked at', '10', hitRate),
  whole('precision-at', 'how many rows are looked at', '100', precisionAt),
]

type Create = (parameter: number, name: string) => Metric

/** A count of at least 1; `all` for no limit. */
function whole(name: string, parameter: string, usual: string, create: Create): MetricFamily {
  return {
    name,
    parameter: `${parameter}, a whole number of at least 1`,
    usual,
    create: (given, as) => {
      const k = given === 'all' ? Number.POSITIVE_INFINITY : numberIn(given)
      const valid = given === 'all' ? mayBeAll(name) : Number.isSafeInteger(k) && k > 0
      return valid ? create(k, as) : undefined
    },
  }
}

/** Metrics over the items of a query make sense over all of them. */
function mayBeAll(name: string): boolean {
  return ['ndcg', 'map', 'mrr'].includes(name)
}

function positive(name: string, create: Create): MetricFamily {
  return {
    name,
    parameter: 'beta, how many times as much recall counts as precision, above 0',
    usual: '1',
    create: (given, as) => {
      const beta = numberIn(given)
      return beta > 0 && Number.isFinite(beta) ? create(beta, as) : undefined
    },
  }
}

function share(name: string, parameter: string, usual: string, create: Create): MetricFamily {
  return {
    name,
    parameter: `${parameter}, above 0 and below 1`,
    usual,
    create: (given, as) => {
      const value = numberIn(given)
      return value > 0 && value < 1 ? create(value, as) : undefined
    },
  }
}

function numberIn(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
}
