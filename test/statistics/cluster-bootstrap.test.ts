import { createClusterBootstrap, createRandom, findMetric, type Random } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { measured } from '../support/metric-scenarios.ts'
import { coverageOf } from './coverage-of.ts'

const times = 200

/** Scores of two classes; rows of a cluster share half of their noise. */
function draw(random: Random, count: number, inCluster: number) {
  let shared = 0
  const labels = new Float64Array(count)
  const predictions = Float64Array.from(labels, (_, i) => {
    if (i % inCluster === 0) shared = random.nextNormal()
    labels[i] = random.nextBelow(2)
    return (labels[i] ?? 0) + Math.SQRT1_2 * (shared + random.nextNormal())
  })
  return { labels, predictions }
}

const metric = findMetric('auc')

test.each([
  ['all rows kept, each by itself', 600, 1, 8192],
  ['one row of eight kept', 8000, 1, 1000],
  ['clusters of five', 2000, 5, 8192],
])('%s: the truth is held about as often as said', (_, count, inCluster, mostRows) => {
  if (metric === undefined) throw new Error('no metric')
  const truth = measured(metric, draw(createRandom(5), 1_000_000, inCluster))
  const sample = (random: Random) => {
    const rows = draw(random, count, inCluster)
    const found = createClusterBootstrap(metric, { seed: 3, repetitions: 150, mostRows })
    const names = Array.from({ length: count }, (_, i) => i)
    const clusters = names.map((i) => Math.floor(i / inCluster))
    found.add(rows, { rows: names, clusters })
    return found.interval(measured(metric, rows))
  }
  const { share, undefinedShare } = coverageOf(3, truth, sample, times)
  expect(undefinedShare).toBe(0)
  expect(Math.abs(share - 0.95)).toBeLessThan(0.05)
})
