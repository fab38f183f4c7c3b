import {
  exp,
  type Metric,
  numberMean,
  numberRatio,
  numberSum,
  type Random,
} from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { intervalOf } from '../support/metric-scenarios.ts'
import { coverageOf } from './coverage-of.ts'

const options = { name: 'own', title: 'Own', direction: 'higher', formula: 'own' } as const
const times = 4000

/** Money: of three rows one has some, skewed as prices are; its mean is 1. */
const money = (random: Random) =>
  random.nextFloat() < 1 / 3 ? 3 * exp(0.6 * random.nextNormal() - 0.18) : 0

const column = (length: number, of: (i: number) => number) =>
  Float64Array.from({ length }, (_, i) => of(i))

function covered(metric: Metric, truth: number, draw: (random: Random) => Float64Array) {
  const rows = (predictions: Float64Array) =>
    metric.needs.startsWith('pair:') ? predictions.length / 2 : predictions.length
  return coverageOf(
    6,
    truth,
    (random) => {
      const predictions = draw(random)
      return intervalOf(metric, { labels: new Float64Array(rows(predictions)), predictions })
    },
    times,
  ).share
}

test('a mean of money is covered in 94 to 96 of 100 samples from the size that it states', () => {
  const metric = numberMean(options)
  const share = covered(metric, 1, (random) => column(metric.interval.from, () => money(random)))
  expect(Math.abs(share - 0.95)).toBeLessThan(0.01)
})

test('a ratio of money by how often something was shown is covered as often', () => {
  const metric = numberRatio(options)
  const share = covered(metric, 0.4, (random) => {
    let shown = 0
    return column(2 * metric.interval.from, (i) => {
      if (i % 2 === 1) return shown
      shown = random.nextBelow(6)
      return 0.4 * shown * money(random)
    })
  })
  expect(Math.abs(share - 0.95)).toBeLessThan(0.01)
})

test('a sum of money over as many rows as chance sends is covered as often', () => {
  const metric = numberSum(options)
  const { from } = metric.interval
  const share = covered(metric, from, (random) => {
    // Of twenty times as many that might come each comes by chance: near a Poisson draw of their number.
    const possible = 20 * from
    let count = 0
    for (let i = 0; i < possible; i++) count += Number(random.nextFloat() < 1 / 20)
    return column(count, () => money(random))
  })
  expect(Math.abs(share - 0.95)).toBeLessThan(0.01)
})
