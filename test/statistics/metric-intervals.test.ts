import {
  bootstrapMetric,
  createRandom,
  findMetric,
  type LabelledBatch,
  type Metric,
  metrics,
  type Random,
} from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { intervalOf, measured, scenarios } from '../support/metric-scenarios.ts'
import { coverageOf, repeats } from './coverage-of.ts'

const own = metrics.filter(({ interval }) => interval.kind !== 'bootstrap')

test('every metric with an interval of its own is simulated, from at most 1,000 on', () => {
  const known = Object.keys(scenarios)
  expect(own.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([])
  for (const { interval } of metrics) expect(interval.from).toBeLessThanOrEqual(1000)
})

test.each(Object.keys(scenarios))(
  'the interval of %s holds the truth in 94 to 96 of 100 samples from the size that it states',
  (name) => {
    const metric = named(name)
    const scenario = scenarios[name]
    if (scenario === undefined) throw new Error(name)
    const { draw } = scenario
    const truth =
      scenario.truth ?? measured(metric, draw(createRandom(77), 1000 * metric.interval.from))
    const { from, kind } = metric.interval
    const sample = (random: Random) => intervalOf(metric, draw(random, from))
    const { share, undefinedShare } = coverageOf(1, truth, sample, repeats)
    expect(undefinedShare).toBeLessThan(0.001)
    expect(share).toBeGreaterThanOrEqual(0.94)
    if (kind !== 'conservative') expect(share).toBeLessThanOrEqual(0.96)
  },
)

test('the bootstrap of the AUC of pairs holds the truth about as often as it says', () => {
  const metric = named('auc-one-vs-one')
  const draw = (random: Random, count: number): LabelledBatch => {
    const labels = Float64Array.from({ length: count }, () => random.nextBelow(3))
    const predictions = Float64Array.from(
      { length: 3 * count },
      (_, i) => 0.5 * random.nextFloat() + (labels[Math.floor(i / 3)] === i % 3 ? 0.15 : 0),
    )
    return { labels, predictions, classes: 3 }
  }
  const truth = measured(metric, draw(createRandom(5), 300_000))
  const sample = (random: Random) =>
    bootstrapMetric(metric, draw(random, 300), { kind: 'rows' }, { random, repetitions: 150 })
  const { share, undefinedShare } = coverageOf(3, truth, sample, 200)
  expect(undefinedShare).toBe(0)
  expect(Math.abs(share - 0.95)).toBeLessThan(0.05)
})

function named(name: string): Metric {
  const found = findMetric(name)
  if (found === undefined) throw new Error(`no metric ${name}`)
  return found
}
