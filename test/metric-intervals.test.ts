import { createRandom, findMetric } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { intervalOf, measured, scenarios } from './support/metric-scenarios.ts'

/** Too few to tell 94 from 96 of 100, which `npm run test:statistics` does; enough for a wrong formula. */
const samples = 120
const few = ['log-loss', 'auc', 'average-precision', 'f-beta', 'mcc', 'rmse', 'r2', 'lift', 'ndcg']

test.each(few)('the interval of %s mostly holds the truth, and misses it sometimes', (name) => {
  const metric = findMetric(name)
  const scenario = scenarios[name]
  if (metric === undefined || scenario === undefined) throw new Error(`no ${name}`)
  const size = Math.min(300, metric.interval.from)
  const truth = measured(metric, scenario.draw(createRandom(77), 60 * size))
  const missed = Array.from({ length: samples }, (_, i) => {
    const { low = 0, high = 0 } = intervalOf(metric, scenario.draw(createRandom(i), size)) ?? {}
    return !(low <= truth && truth <= high)
  }).filter(Boolean).length
  expect(missed).toBeGreaterThan(0)
  expect(missed).toBeLessThan(0.15 * samples)
})
